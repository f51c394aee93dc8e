import type { ProblemCode } from "../../core/audit/problem.ts";

/** An expected failure as this process meets it: one sentence or two that the user can act on. */
export class Refusal extends Error {
	readonly code: ProblemCode | "server";

	constructor(code: ProblemCode | "server", sentence: string) {
		super(sentence);
		this.name = "Refusal";
		this.code = code;
	}
}
