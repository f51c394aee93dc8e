import { mean } from "../stats/mean.ts";

/**
 * Min-K% (Shi et al., arXiv 2310.16789): mean of the lowest share of per-token log p, nats; higher = more member-like.
 * At least one token counts; values that could not be had (NaN, the first token of a model without BOS) do not.
 * @param share in (0, 1], e.g. 0.2
 * @returns NaN when there is no value
 */
export function minK(values: ArrayLike<number>, share: number): number {
	const sorted = Float64Array.from(values)
		.filter((v) => !Number.isNaN(v))
		.sort();
	if (sorted.length === 0) return Number.NaN;
	return mean(sorted.subarray(0, Math.max(1, Math.floor(sorted.length * share))));
}
