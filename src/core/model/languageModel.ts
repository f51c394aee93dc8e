import type { Outcome } from "./answer.ts";
import type { Question } from "./question.ts";

/** What an implementation can answer. A metric that needs more is reported as not run, never estimated. */
export type Capability = "rank" | "entropy" | "sd" | "top" | "schemes" | "generate" | "embed";

/** What an open model says of itself: everything a result must record (architecture, section 7). */
export interface ModelDescription {
	readonly name: string;
	readonly architecture: string;
	readonly parameters: number;
	readonly quantisation: string;
	/** Tokens the model was made for. */
	readonly trainedContext: number;
	/** Tokens one question may occupy here. */
	readonly contextLength: number;
	readonly vocabularySize: number;
	readonly tokenizerHash: string;
	readonly addsBos: boolean;
	/** Id of the token put before a text when `addsBos`; null when the vocabulary has none. */
	readonly bosToken: number | null;
	/** Whether questions may ask for the model's own chat template (`chat`). */
	readonly chatTemplate: boolean;
	readonly engine: "llama" | "bindings" | "fake";
	/** What multiplies when it is not the processor, e.g. "NVIDIA GeForce RTX 4090". */
	readonly device?: string;
	readonly capabilities: readonly Capability[];
	/** Things the user should know, e.g. a tokenizer that does not round-trip. */
	readonly warnings: readonly string[];
}

/** An outcome and the index of the question it belongs to, in the order they were handed over. */
export interface Answered {
	readonly index: number;
	readonly outcome: Outcome;
}

/**
 * The port every engine implements. It is handed a *set* of questions and may answer them in any order, so that it can
 * share prefixes and fill batches; each index is answered exactly once unless the signal aborts. Roles are ignored: one
 * port is one model.
 */
export interface LanguageModel {
	readonly description: ModelDescription;
	answer(questions: readonly Question[], signal?: AbortSignal): AsyncIterable<Answered>;
	close(): Promise<void>;
}
