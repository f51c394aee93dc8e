/**
 * Quantile of ascending values by linear interpolation between order statistics (NumPy's default, Hyndman-Fan type 7).
 * @param p in [0, 1]
 * @returns NaN for no values
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
	const position = (sorted.length - 1) * p;
	const below = Math.floor(position);
	const low = sorted[below] ?? Number.NaN;
	const high = sorted[Math.ceil(position)] ?? Number.NaN;
	return low === high ? low : low + (high - low) * (position - below);
}
