import type { Role } from "../../model/question.ts";
import { countedMean } from "../../stats/mean.ts";
import type { DocumentResult } from "../result.ts";
import type { Lesson } from "./lesson.ts";

/** What a model gives back of the documents it is taught, step by step. */
export interface RelearnCurve {
	readonly of: Role;
	readonly lesson: Lesson;
	/** Ascending; 0 steps is the model as it was given. */
	readonly points: readonly RelearnPoint[];
}

export interface RelearnPoint {
	readonly steps: number;
	/** Of each document, the share given back, 0 to 1; NaN where nothing could be asked. */
	readonly shares: readonly number[];
}

/** Of all documents that could be asked; NaN for none. */
export function meanShare(shares: readonly number[]): number {
	return countedMean(shares, new Uint32Array(shares.length).fill(1));
}

/** The share at which a lesson counts as relearnt (metrics.md 13.2). */
export const RELEARNT = 0.5;

/**
 * Steps after which half is given back, interpolated between the two points around it; the documents drawn as `counts` say.
 * `reached` is false where no point gets there, and `steps` is then the last one: a lower bound.
 */
export function stepsToHalf(
	{ points }: RelearnCurve,
	counts: Uint32Array,
): { readonly steps: number; readonly reached: boolean } {
	let before = { steps: 0, share: 0 };
	for (const { steps, shares } of points) {
		const share = countedMean(shares, counts);
		if (share >= RELEARNT) {
			const between = (RELEARNT - before.share) / (share - before.share);
			return { steps: before.steps + between * (steps - before.steps), reached: true };
		}
		before = { steps, share };
	}
	return { steps: before.steps, reached: false };
}

/**
 * What is given back of each document: answers to its plain questions or, where no document has any that was asked, the share
 * of its greedy continuations that is its own text. Higher = more; 0 to 1.
 */
export function givenBack(documents: readonly DocumentResult[]): readonly number[] {
	const column = (probe: string, metric: string): readonly number[] =>
		documents.map(
			({ scores }) => scores[probe]?.find((s) => s.metric === metric && s.role === "target")?.value ?? Number.NaN,
		);
	const answers = column("plain-questions", "acc_r0");
	return answers.every(Number.isNaN) ? column("continuation", "match_share") : answers;
}
