import { minK, minKOpenUnlearning, minKUnguarded } from "./minK.ts";

/** Floor of the variance, as the reference code clamps it. */
const SMALLEST_VARIANCE = 1e-6;

/**
 * Min-K%++ (Zhang et al., arXiv 2404.02936): Min-K% of the standardised z = (log p - mu) / sigma, with mu and sigma the
 * mean and standard deviation of log p under the model's own next-token distribution, so mu = -entropy. Higher = more
 * member-like.
 * @param logp, entropy, sd per token, nats
 */
export function minKPlusPlus(
	logp: ArrayLike<number>,
	entropy: ArrayLike<number>,
	sd: ArrayLike<number>,
	share: number,
): number {
	return minK(standardised(logp, entropy, sd, Math.sqrt(SMALLEST_VARIANCE)), share);
}

/** As open-unlearning takes it: 0 for no token (metrics.md 4.1). */
export function minKPlusPlusOpenUnlearning(
	logp: ArrayLike<number>,
	entropy: ArrayLike<number>,
	sd: ArrayLike<number>,
	share: number,
): number {
	return minKOpenUnlearning(standardised(logp, entropy, sd, Math.sqrt(SMALLEST_VARIANCE)), share);
}

/** As RWKU takes it: no floor of the variance and no least token (metrics.md 5). */
export function minKPlusPlusRwku(
	logp: ArrayLike<number>,
	entropy: ArrayLike<number>,
	sd: ArrayLike<number>,
	share: number,
): number {
	return minKUnguarded(standardised(logp, entropy, sd, 0), share);
}

function standardised(
	logp: ArrayLike<number>,
	entropy: ArrayLike<number>,
	sd: ArrayLike<number>,
	smallest: number,
): Float64Array {
	return Float64Array.from(logp, (l, i) => (l + (entropy[i] ?? Number.NaN)) / Math.max(sd[i] ?? Number.NaN, smallest));
}
