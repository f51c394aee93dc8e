/**
 * Approximate entropy (Pincus 1991): how little stretches of a series that were alike for `m` steps stay alike for one more.
 * Stretches are alike when no step differs by more than `tolerance`, in the series' unit. 0 for a regular series, greater for
 * one that cannot be told from its past; in nats. NaN for fewer than m + 2 values. Time grows with the square of the length.
 */
export function approximateEntropy(values: ArrayLike<number>, m: number, tolerance: number): number {
	if (values.length < m + 2) return Number.NaN;
	return likeness(values, m, tolerance) - likeness(values, m + 1, tolerance);
}

/** Mean log share of the stretches of `m` steps that are like each stretch, itself included. */
function likeness(values: ArrayLike<number>, m: number, tolerance: number): number {
	const n = values.length - m + 1;
	let sum = 0;
	for (let i = 0; i < n; i++) {
		let alike = 0;
		for (let j = 0; j < n; j++) {
			let k = 0;
			while (k < m && Math.abs((values[i + k] ?? 0) - (values[j + k] ?? 0)) <= tolerance) k++;
			if (k === m) alike++;
		}
		sum += Math.log(alike / n);
	}
	return sum / n;
}
