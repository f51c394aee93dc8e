import type { Decoder } from "../decoder.ts";

/** The sequence that holds what others share. */
export const TRUNK = 0;

/**
 * Several sequences over one context. Rows are added one by one and decoded together; what a sequence has got so far is
 * known here, so that every token lands at its next position.
 */
export class PackedDecoder {
	readonly decoder: Decoder;
	/** Sequences besides the trunk. */
	readonly sequences: number;
	/** Tokens in each sequence. */
	readonly #lengths: number[];
	#rows = 0;

	constructor(decoder: Decoder) {
		this.decoder = decoder;
		this.sequences = decoder.sequences - 1;
		this.#lengths = new Array<number>(decoder.sequences).fill(0);
	}

	/** Rows that still fit into the batch. */
	get room(): number {
		return this.decoder.batch - this.#rows;
	}

	lengthOf(sequence: number): number {
		return this.#lengths[sequence] as number;
	}

	/** Adds a token at the end of a sequence; `wanted` asks for its row of logits. Throws RangeError when it cannot be. */
	add(sequence: number, token: number, wanted: boolean): void {
		const position = this.lengthOf(sequence);
		this.decoder.setRow(this.#rows, { token, position, sequence, wanted });
		this.#rows++;
		this.#lengths[sequence] = position + 1;
	}

	/** Decodes the rows added. Throws DecodeError; then nothing in memory can be relied on. */
	async flush(): Promise<void> {
		const count = this.#rows;
		this.#rows = 0;
		if (count > 0) await this.decoder.decodeRows(count);
	}

	/** Lets an empty sequence begin with what the trunk holds. */
	branch(sequence: number): void {
		if (this.lengthOf(sequence) !== 0) throw new RangeError(`sequence ${sequence} is not empty`);
		const length = this.lengthOf(TRUNK);
		if (length > 0) this.decoder.copySequence(TRUNK, sequence);
		this.#lengths[sequence] = length;
	}

	/** Empties a sequence. */
	drop(sequence: number): void {
		this.decoder.dropSequence(sequence);
		this.#lengths[sequence] = 0;
	}

	/** Empties every sequence but the trunk. */
	dropAll(): void {
		for (let sequence = TRUNK + 1; sequence <= this.sequences; sequence++) {
			if (this.lengthOf(sequence) > 0) this.drop(sequence);
		}
	}

	/** Cuts the trunk back to `length` tokens, or to none when the model cannot forget a part. */
	cutTrunk(length: number): void {
		this.#lengths[TRUNK] = this.decoder.truncate(length) ? length : 0;
	}

	/** Empties everything and zeroes it. */
	wipe(): void {
		this.#rows = 0;
		this.decoder.wipe();
		this.#lengths.fill(0);
	}
}
