import type { EmbedQuestion, GenerateQuestion, Question, ScoreQuestion, TokenizeQuestion } from "./question.ts";

/** Tokens of a text. `starts`/`ends` are UTF-16 offsets; a token that holds part of a character covers that character. */
export interface TokenizeAnswer {
	readonly kind: "tokenize";
	readonly ids: Int32Array;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
}

/**
 * One record per scored token, as parallel arrays of length n. Natural logarithms. A value that could not be had (the
 * very first token of a model without BOS) is NaN, or -1 where it is a rank or an id. Arrays an engine cannot fill are empty: see `Capability`.
 */
export interface TokenRecords {
	readonly ids: Int32Array;
	/** UTF-16 offsets into the question's text. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** log p(token | everything before it). */
	readonly logp: Float32Array;
	/** How many tokens of the vocabulary are strictly more likely; 0 = the model's first choice. */
	readonly rank: Int32Array;
	/** Entropy of the next-token distribution, nats. */
	readonly entropy: Float32Array;
	/** Standard deviation of log p under the distribution itself (Min-K%++: its mean is -entropy). */
	readonly sd: Float32Array;
	/** Most likely token. */
	readonly argmax: Int32Array;
	/** Row-major [n, top]. */
	readonly topIds: Int32Array;
	readonly topLogp: Float32Array;
	/** log q under each requested scheme, [scheme][n]; -Infinity where the scheme can never draw the token. */
	readonly logq: readonly Float32Array[];
}

export interface ScoreAnswer extends TokenRecords {
	readonly kind: "score";
}

export interface GenerateAnswer {
	readonly kind: "generate";
	readonly text: string;
	readonly ids: Int32Array;
	/** log p of each generated token under the plain model distribution. */
	readonly logp: Float32Array;
	readonly finish: "length" | "stop" | "end-of-text";
}

export interface EmbedAnswer {
	readonly kind: "embed";
	readonly vector: Float32Array;
}

export type Answer = TokenizeAnswer | ScoreAnswer | GenerateAnswer | EmbedAnswer;

/** A question that could not be answered: an expected outcome, recorded and reported, never thrown. */
export interface Failure {
	readonly kind: "failure";
	readonly code: "context-overflow" | "not-capable" | "not-finite" | "engine" | "cancelled";
	/** One sentence with the numbers and the remedy. Never document text. */
	readonly message: string;
}

export type Outcome = Answer | Failure;

/** The answer type a question is owed. */
export type AnswerTo<Q extends Question> = Q extends TokenizeQuestion
	? TokenizeAnswer
	: Q extends ScoreQuestion
		? ScoreAnswer
		: Q extends GenerateQuestion
			? GenerateAnswer
			: Q extends EmbedQuestion
				? EmbedAnswer
				: never;
