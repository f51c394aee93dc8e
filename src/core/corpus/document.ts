/** A half-open range of UTF-16 offsets into a document's text. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A question and its answer about a document's facts. */
export interface QuestionAnswer {
	readonly question: string;
	readonly answer: string;
}

/** One file or record under audit. */
export interface Document {
	/** Path relative to the audited root, with forward slashes: what reports show. */
	readonly path: string;
	readonly text: string;
	/** SHA-256 of the text, hex. */
	readonly sha256: string;
	readonly questions: readonly QuestionAnswer[];
}

/** The set a document belongs to (architecture, section 2). */
export type SetName = "forget" | "retain" | "holdout";
