import type { Decoder } from "./decoder.ts";

/**
 * How the tokens of a question are cut into batches, and where a prefix of it may be shared.
 *
 * An answer must be the same bits as if its question had been asked alone, so what is shared must have the bits it would
 * have had alone. Where the processor's kernels treat every token of a batch alike, any cut gives the same bits, as
 * long as no batch and no set of output rows is a single one: for those llama.cpp multiplies by a vector instead of a
 * matrix, which adds up in another order. Elsewhere only whole batches from the beginning can be shared.
 */
export interface Cuts {
	/** A shared prefix is a multiple of this many tokens. */
	readonly grain: number;
	/** Smaller batches leave nothing that may be shared. */
	readonly least: number;
	/** Tokens that must remain to be decoded after a shared prefix. */
	readonly rest: number;
	/** Where the batch ends that begins at `from` of `length` tokens. */
	end(from: number, length: number): number;
}

/** Cuts anywhere, but never off a single token. */
export function freeCuts(batch: number): Cuts {
	return {
		grain: 1,
		least: 2,
		rest: 2,
		end: (from, length) => (length - from === batch + 1 && batch > 2 ? length - 2 : Math.min(from + batch, length)),
	};
}

/** Cuts at multiples of the batch length. */
export function wholeBatches(batch: number): Cuts {
	return { grain: batch, least: batch, rest: 0, end: (from, length) => Math.min(from + batch, length) };
}

/**
 * The first position of the batch [from, to) whose row is asked for, when rows from `firstRow` on are needed: one more
 * than needed where that would be a single one.
 */
export function rowsFrom(from: number, to: number, firstRow: number): number {
	const first = Math.max(from, firstRow);
	return first === to - 1 && first > from ? first - 1 : first;
}

/** Sizes whose rows are compared with those of one batch: two and three tokens, and enough to fill the kernels' tiles. */
const PIECES = [2, 3, 31] as const;

/** Finds out how the open model may be cut: decodes a made-up text whole and in pieces, and compares every bit. */
export async function cutsOf(decoder: Decoder): Promise<Cuts> {
	const length = PIECES.reduce((sum, size) => sum + size, 0);
	const fits = length <= decoder.batch && length <= decoder.contextLength;
	// A GPU has a kernel for each range of sizes, more than are compared here.
	const isOnGpu = decoder.model.devices.length > 0;
	if (isOnGpu || !fits || !(await decoder.uncounted(() => areBitsFree(decoder, length))))
		return wholeBatches(decoder.batch);
	return freeCuts(decoder.batch);
}

async function areBitsFree(decoder: Decoder, length: number): Promise<boolean> {
	// Any tokens will do; a stride that is prime to most sizes makes them differ.
	const tokens = Int32Array.from({ length }, (_, i) => (17 + 7919 * i) % decoder.vocabularySize);
	const rows = (count: number) => new Float32Array(new ArrayBuffer(count * decoder.vocabularySize * 4));
	const decode = async (from: number, to: number) => {
		await decoder.decode(tokens, from, to, () => true);
		const logits = rows(to - from);
		decoder.copyLogits(logits, to - from);
		return new Int32Array(logits.buffer);
	};
	decoder.wipe();
	const whole = await decode(0, length);
	decoder.wipe();
	let from = 0;
	let areFree = true;
	for (const size of PIECES) {
		const piece = await decode(from, from + size);
		const expected = whole.subarray(from * decoder.vocabularySize, (from + size) * decoder.vocabularySize);
		areFree &&= piece.every((bits, i) => bits === expected[i]);
		from += size;
	}
	decoder.wipe();
	return areFree;
}
