import type { Cuts } from "./cuts.ts";
import type { Decoder } from "./decoder.ts";

/**
 * What the decoder's memory holds, and how much of it the next question may keep. Questions come in the order of their
 * tokens, so this walks their prefix tree depth first: each branch is decoded once, and rewinding to where the next
 * question leaves it is dropping what came after.
 */
export class PrefixCache {
	readonly cuts: Cuts;
	readonly #decoder: Decoder;
	#tokens: Int32Array = new Int32Array(0);
	/** Tokens in memory with the bits that every question beginning with them would give them. */
	#sound = 0;
	#doubted = false;

	constructor(decoder: Decoder, cuts: Cuts) {
		this.#decoder = decoder;
		this.cuts = cuts;
	}

	/**
	 * Makes room for a question of `length` tokens to decode: drops all but a shared prefix, which is at most `limit`
	 * tokens long, and returns where decoding must start.
	 */
	begin(tokens: Int32Array, length: number, limit: number): number {
		const { grain, rest } = this.cuts;
		if (this.#doubted) this.#decoder.wipe();
		const most = this.#doubted ? 0 : Math.min(this.#sound, limit, length - rest);
		this.#doubted = false;
		let common = 0;
		while (common < most && tokens[common] === this.#tokens[common]) common++;
		const kept = Math.floor(common / grain) * grain;
		this.#tokens = tokens;
		this.#sound = this.#decoder.truncate(kept) ? kept : 0;
		return this.#sound;
	}

	/** Says that positions [from, to) of the current question are decoded. */
	decoded(from: number, to: number): void {
		if (from === this.#sound && to - from >= this.cuts.least) this.#sound = to;
	}

	/**
	 * After a failure: nothing in memory can be relied on, and the next question starts from a zeroed one. What is not
	 * finite would leak through the attention's zero weights. Safe to call while a decode is under way.
	 */
	doubt(): void {
		this.#doubted = true;
	}
}
