import type { Decoder } from "./decoder.ts";

/**
 * What the decoder's memory holds, and how much of it the next question may keep.
 *
 * An answer must be the same bits as if its question had been asked alone, and bits depend on how tokens were cut into
 * batches. Alone, a question is cut at multiples of the batch length from position 0. So only whole batches that were
 * decoded at those places are kept, and everything after them is dropped and decoded again: every batch of every
 * question then has the shape and the memory it would have had alone.
 */
export class PrefixCache {
	readonly #decoder: Decoder;
	#tokens: Int32Array = new Int32Array(0);
	/** Tokens in memory that lie in whole batches. */
	#whole = 0;
	#doubted = false;

	constructor(decoder: Decoder) {
		this.#decoder = decoder;
	}

	/**
	 * Makes room for a question: drops all but a shared prefix, which is at most `limit` tokens long, and returns where
	 * decoding must start.
	 */
	begin(tokens: Int32Array, limit: number): number {
		const { batch } = this.#decoder;
		if (this.#doubted) this.#decoder.wipe();
		const most = this.#doubted ? 0 : Math.min(this.#whole, limit, tokens.length);
		this.#doubted = false;
		let common = 0;
		while (common < most && tokens[common] === this.#tokens[common]) common++;
		const kept = Math.floor(common / batch) * batch;
		this.#tokens = tokens;
		this.#whole = this.#decoder.truncate(kept) ? kept : 0;
		return this.#whole;
	}

	/** Says that positions [from, to) of the current question are decoded. */
	decoded(from: number, to: number): void {
		if (from === this.#whole && to - from === this.#decoder.batch) this.#whole = to;
	}

	/**
	 * After a failure: nothing in memory can be relied on, and the next question starts from a zeroed one. What is not
	 * finite would leak through the attention's zero weights. Safe to call while a decode is under way.
	 */
	doubt(): void {
		this.#doubted = true;
	}
}
