import type { Answered } from "../../core/model/languageModel.ts";

/** Turns the answers of one batch, which arrive as events, into something to iterate. */
export class AnswerQueue {
	#waiting: Answered[] = [];
	#wake: () => void = () => {};
	#end: { readonly error?: unknown } | undefined;

	add(answers: readonly Answered[]): void {
		this.#waiting.push(...answers);
		this.#wake();
	}

	/** No more answers will come; with an error, iterating throws it after the last answer. */
	end(error?: unknown): void {
		this.#end ??= error === undefined ? {} : { error };
		this.#wake();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Answered> {
		for (;;) {
			const answers = this.#waiting;
			this.#waiting = [];
			yield* answers;
			if (this.#waiting.length > 0) continue;
			if (this.#end) {
				if ("error" in this.#end) throw this.#end.error;
				return;
			}
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}
}
