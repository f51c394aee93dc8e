import type { Span } from "../corpus/document.ts";

/**
 * p_z, the probability that sampling from the true prefix draws exactly the suffix z ((n, p)-discoverable extraction,
 * Hayes et al., arXiv 2410.19482), from the log q of its tokens. Kept in log space: 50 tokens are routinely 1e-30.
 */

/** Tries after which extraction is as likely as `p`: the smallest n with 1 - (1 - p_z)^n >= p. Infinite when p_z is 0. */
export function nForProbability(logPz: number, p: number): number {
	if (logPz >= 0) return 1;
	const pz = Math.exp(logPz);
	const tries = Math.log1p(-p) / Math.log1p(-pz);
	// log1p(-x) is 0 below 1e-17 or so: there n = -log(1 - p) / p_z to every digit.
	const n = Number.isFinite(tries) && pz > 1e-15 ? tries : Math.exp(Math.log(-Math.log1p(-p)) - logPz);
	// At exact boundaries, e.g. p_z = p, float noise must not cost a try.
	const rounded = Math.round(n);
	return Math.max(1, Math.abs(n - rounded) <= 1e-12 * rounded ? rounded : Math.ceil(n));
}

/** Chance of at least one success in n tries, from log p_z: 1 - (1 - p_z)^n without cancellation. */
export function probabilityOfExtraction(logPz: number, n: number): number {
	return logPz >= 0 ? 1 : -Math.expm1(n * Math.log1p(-Math.exp(logPz)));
}

/**
 * Sums of log q over spans of a document in O(log n) each. A token belongs to the span its first character is in, so
 * that spans which touch share no token whatever the tokenizer. -Infinity if any token is (the scheme cannot draw it),
 * NaN if any is unknown or the span holds no token.
 */
export function spanSums(starts: Int32Array, values: ArrayLike<number>): (span: Span) => number {
	const n = starts.length;
	const sums = new Float64Array(n + 1);
	const never = new Int32Array(n + 1);
	const unknown = new Int32Array(n + 1);
	for (let i = 0; i < n; i++) {
		const value = values[i] ?? Number.NaN;
		sums[i + 1] = (sums[i] ?? 0) + (Number.isFinite(value) ? value : 0);
		never[i + 1] = (never[i] ?? 0) + (value === Number.NEGATIVE_INFINITY ? 1 : 0);
		unknown[i + 1] = (unknown[i] ?? 0) + (Number.isNaN(value) ? 1 : 0);
	}
	const between = (array: ArrayLike<number>, from: number, to: number): number => (array[to] ?? 0) - (array[from] ?? 0);
	return (span) => {
		const from = firstAtOrAfter(starts, span.start);
		const to = firstAtOrAfter(starts, span.end);
		if (to <= from || between(unknown, from, to) > 0) return Number.NaN;
		return between(never, from, to) > 0 ? Number.NEGATIVE_INFINITY : between(sums, from, to);
	};
}

/** Index of the first token that starts at or after an offset; n when there is none. */
export function firstAtOrAfter(starts: Int32Array, offset: number): number {
	let low = 0;
	let high = starts.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((starts[middle] ?? 0) < offset) low = middle + 1;
		else high = middle;
	}
	return low;
}
