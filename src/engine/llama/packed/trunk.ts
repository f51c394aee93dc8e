import { type PackedDecoder, TRUNK } from "./packedDecoder.ts";
import { sharedLength } from "./waves.ts";

/** What the trunk holds, from one wave to the next. */
export class Trunk {
	#tokens: Int32Array = new Int32Array(0);

	/** Makes the trunk hold exactly these tokens, decoding what it does not hold yet. Throws DecodeError. */
	async hold(tokens: Int32Array, packed: PackedDecoder): Promise<void> {
		const kept = Math.min(sharedLength(this.#tokens, tokens), packed.lengthOf(TRUNK));
		packed.cutTrunk(kept);
		this.#tokens = tokens;
		for (let at = packed.lengthOf(TRUNK); at < tokens.length; ) {
			const to = Math.min(at + packed.room, tokens.length);
			for (; at < to; at++) packed.add(TRUNK, tokens[at] as number, false);
			await packed.flush();
		}
	}

	/** After a failure. */
	forget(): void {
		this.#tokens = new Int32Array(0);
	}
}
