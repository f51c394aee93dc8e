/** Character offset at which each display row begins. Models with other tokenizers are shown on the same rows. */
export type Rows = Int32Array;

interface Layout {
	/** Token index at which each row begins, and the token count at the end. */
	readonly tokenStarts: Int32Array;
	/** Offset of each token of the target. */
	readonly starts: Int32Array;
}

export function rowsOf({ tokenStarts, starts }: Layout): Rows {
	const count = Math.max(0, tokenStarts.length - 1);
	return Int32Array.from({ length: count }, (_, row) => starts[tokenStarts[row] ?? 0] ?? 0);
}

/** The row that holds an offset: the last that begins at or before it. */
export function rowOf(rows: Rows, offset: number): number {
	return Math.max(0, firstAtOrAfter(rows, offset + 1) - 1);
}

/** Index of the first element of a rising array that is not below the value; its length when all are. */
export function firstAtOrAfter(rising: Int32Array, value: number): number {
	let [low, high] = [0, rising.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((rising[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
