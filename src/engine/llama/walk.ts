import type { Answered } from "../../core/model/languageModel.ts";
import type { PreparedGenerate, PreparedScore } from "../questions/prepared.ts";

/** How questions that need logits are worked on: one implementation for each numeric mode. */
export interface Walk {
	/** In the order of their tokens. Ends early when aborted, after the decode under way. */
	scores(items: readonly PreparedScore[], signal?: AbortSignal): AsyncIterable<Answered>;
	continuations(items: readonly PreparedGenerate[], signal?: AbortSignal): AsyncIterable<Answered>;
	/** What is in memory can no longer be relied on; the next question starts from a zeroed one. */
	forget(): void;
	/** After the model's adapters got other scales. */
	adapt(): Promise<void>;
	close(): void;
}
