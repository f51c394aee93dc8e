import { freeCuts } from "../cuts.ts";
import { type PackedDecoder, TRUNK } from "./packedDecoder.ts";
import { sharedLength } from "./waves.ts";

/** What the trunk holds, from one wave to the next. */
export class Trunk {
	#tokens: Int32Array = new Int32Array(0);

	/** Makes the trunk hold exactly these tokens, decoding what it does not hold yet. Throws DecodeError. */
	async hold(tokens: Int32Array, packed: PackedDecoder): Promise<void> {
		const kept = Math.min(sharedLength(this.#tokens, tokens), packed.lengthOf(TRUNK));
		// A token decoded by itself is multiplied in another order: it goes with the one before.
		packed.cutTrunk(kept === tokens.length - 1 ? Math.max(0, kept - 1) : kept);
		this.#tokens = tokens;
		const cuts = freeCuts(packed.room);
		for (let at = packed.lengthOf(TRUNK); at < tokens.length; ) {
			const to = cuts.end(at, tokens.length);
			for (; at < to; at++) packed.add(TRUNK, tokens[at] as number, false);
			await packed.flush();
		}
	}

	/** After a failure. */
	forget(): void {
		this.#tokens = new Int32Array(0);
	}
}
