import { minK } from "./minK.ts";

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
	const smallest = Math.sqrt(SMALLEST_VARIANCE);
	const z = Float64Array.from(
		logp,
		(l, i) => (l + (entropy[i] ?? Number.NaN)) / Math.max(sd[i] ?? Number.NaN, smallest),
	);
	return minK(z, share);
}
