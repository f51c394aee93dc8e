/** Which exit code and which tone a problem gets: the user's input, the engine, a wish to stop, another audit. */
export type ProblemCode = "input" | "engine" | "cancelled" | "busy" | "store" | "untrusted";

/**
 * An expected failure that ends what was asked for. `message` is one sentence that names the input and `remedy` one
 * that says what to do; both are for the user and hold no document text. Anything else that is thrown is a defect.
 */
export class Problem extends Error {
	readonly code: ProblemCode;
	readonly remedy: string;

	constructor(code: ProblemCode, message: string, remedy: string) {
		super(message);
		this.name = "Problem";
		this.code = code;
		this.remedy = remedy;
	}

	/** Both sentences, as shown to a person. */
	get sentence(): string {
		return `${this.message} ${this.remedy}`.trim();
	}
}
