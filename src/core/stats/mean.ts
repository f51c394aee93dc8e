/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i] ?? Number.NaN;
	return sum / values.length;
}

/** Mean of each value weighted by how often its cluster was drawn; NaN values are left out. */
export function countedMean(values: ArrayLike<number>, counts: Uint32Array): number {
	let sum = 0;
	let n = 0;
	for (let i = 0; i < values.length; i++) {
		const value = values[i] ?? Number.NaN;
		const count = counts[i] ?? 0;
		if (count === 0 || Number.isNaN(value)) continue;
		sum += value * count;
		n += count;
	}
	return sum / n;
}
