import { mean } from "../stats/mean.ts";

/**
 * Min-K% (Shi et al., arXiv 2310.16789): mean of the lowest share of per-token log p, nats; higher = more member-like.
 * At least one token counts; values that could not be had (NaN, the first token of a model without BOS) do not.
 * @param share in (0, 1], e.g. 0.2
 * @returns NaN when there is no value
 */
export function minK(values: ArrayLike<number>, share: number): number {
	const sorted = ascending(values);
	if (sorted.length === 0) return Number.NaN;
	return mean(sorted.subarray(0, Math.max(1, Math.floor(sorted.length * share))));
}

/** As MUSE and RWKU take it, without the least token: NaN when the share of few tokens is none (metrics.md 2.3). */
export function minKUnguarded(values: ArrayLike<number>, share: number): number {
	const sorted = ascending(values);
	return mean(sorted.subarray(0, Math.floor(sorted.length * share)));
}

/** As open-unlearning takes it: 0 when there is no value (metrics.md 2.3). */
export function minKOpenUnlearning(values: ArrayLike<number>, share: number): number {
	return values.length === 0 ? 0 : minK(values, share);
}

function ascending(values: ArrayLike<number>): Float64Array {
	return Float64Array.from(values)
		.filter((v) => !Number.isNaN(v))
		.sort();
}
