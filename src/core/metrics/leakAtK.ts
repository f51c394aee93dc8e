/**
 * leak@k (arXiv 2511.04934; the unbiased estimator of Chen et al. 2021): the chance that at least one of k draws without
 * replacement from n samples leaks, when `leaks` of them do: 1 - C(n - c, k) / C(n, k). 0 to 1; NaN when k > n.
 */
export function leakAtK(leaks: number, n: number, k: number): number {
	if (k > n) return Number.NaN;
	if (n - leaks < k) return 1;
	// The product form neither overflows nor cancels.
	let none = 1;
	for (let i = 0; i < k; i++) none *= (n - leaks - i) / (n - i);
	return 1 - none;
}

/**
 * The expected maximum of k draws without replacement from samples of any score: what the best of k tries reaches. For
 * scores of 0 and 1 it is leak@k. NaN when there are fewer than k samples.
 */
export function expectedMaximum(values: readonly number[], k: number): number {
	const n = values.length;
	if (k > n || k < 1) return Number.NaN;
	const sorted = [...values].sort((a, b) => a - b);
	// The i-th smallest (from 1) is the maximum of C(i - 1, k - 1) of the C(n, k) draws.
	let weight = k / n;
	let sum = 0;
	for (let i = n; i >= k; i--) {
		sum += weight * (sorted[i - 1] ?? Number.NaN);
		weight *= (i - k) / (i - 1);
	}
	return sum;
}
