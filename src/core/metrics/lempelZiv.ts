/**
 * Lempel–Ziv complexity (Lempel and Ziv 1976): the number of phrases a series of symbols falls into when each is the shortest
 * that does not occur in what stands before its last symbol. At least 1 unless the series is empty.
 */
export function lempelZiv(symbols: readonly number[]): number {
	const text = String.fromCharCode(...symbols);
	let phrases = 0;
	for (let start = 0; start < text.length; phrases++) {
		let end = start + 1;
		while (end <= text.length && text.slice(0, end - 1).includes(text.slice(start, end))) end++;
		start = end;
	}
	return phrases;
}

/** The bin of each value when a series' own range is cut into `bins` of equal width; all 0 for a series without a range. */
export function binned(values: ArrayLike<number>, bins: number): readonly number[] {
	const list = Array.from(values);
	const [low, high] = [Math.min(...list), Math.max(...list)];
	return list.map((value) => (high > low ? Math.min(bins - 1, Math.floor((bins * (value - low)) / (high - low))) : 0));
}
