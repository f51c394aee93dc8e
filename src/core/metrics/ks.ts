/** Two-sided two-sample Kolmogorov-Smirnov test. */
export interface KsResult {
	/** sup |F1 - F2|, in [0, 1]. */
	readonly statistic: number;
	readonly p: number;
	/** The p-value underflows on real data (1e-239 in TOFU): its decimal logarithm does not. */
	readonly log10p: number;
	readonly method: "exact" | "asymptotic";
}

/** Above this many values in either sample the asymptotic distribution is used, as SciPy's `auto` does. */
const LARGEST_EXACT = 10_000;
/** Up to this many lattice points paths are counted with BigInt, which no p-value underflows; above, as probabilities. */
const LARGEST_COUNTED = 250_000;

/** @returns NaN everywhere when a sample is empty */
export function ks(first: readonly number[], second: readonly number[]): KsResult {
	const m = first.length;
	const n = second.length;
	if (m === 0 || n === 0) return { statistic: Number.NaN, p: Number.NaN, log10p: Number.NaN, method: "exact" };
	// The largest |i n - j m| over pooled points: an integer, so that D * lcm(m, n) is exact.
	const steps = largestStep(first, second);
	const statistic = steps / (m * n);
	if (Math.max(m, n) > LARGEST_EXACT) return { statistic, ...asymptotic(statistic, m, n), method: "asymptotic" };
	const found = m * n <= LARGEST_COUNTED ? counted(steps, m, n) : outsideProbability(steps, m, n);
	return { statistic, ...found, method: "exact" };
}

function largestStep(first: readonly number[], second: readonly number[]): number {
	const a = Float64Array.from(first).sort();
	const b = Float64Array.from(second).sort();
	let i = 0;
	let j = 0;
	let largest = 0;
	while (i < a.length && j < b.length) {
		const at = Math.min(a[i] ?? 0, b[j] ?? 0);
		while (i < a.length && a[i] === at) i++;
		while (j < b.length && b[j] === at) j++;
		largest = Math.max(largest, Math.abs(i * b.length - j * a.length));
	}
	return largest;
}

/**
 * P(D >= d) by counting the lattice paths from (0, 0) to (m, n) that stay strictly inside |i n - j m| < d m n (Hodges
 * 1958), exactly, with BigInt.
 */
function counted(steps: number, m: number, n: number): { p: number; log10p: number } {
	if (steps === 0) return { p: 1, log10p: 0 };
	const row = new Array<bigint>(n + 1).fill(0n);
	for (let i = 0; i <= m; i++) {
		for (let j = 0; j <= n; j++) {
			const inside = Math.abs(i * n - j * m) < steps;
			const fromLeft = j > 0 ? (row[j - 1] ?? 0n) : 0n;
			row[j] = inside ? (i === 0 && j === 0 ? 1n : (row[j] ?? 0n) + fromLeft) : 0n;
		}
	}
	const all = binomial(m + n, m);
	const outside = all - (row[n] ?? 0n);
	const log10p = log10(outside) - log10(all);
	return { p: Math.min(1, 10 ** log10p), log10p };
}

/**
 * The same probability by recursion over the chance that a random path to (i, j) has been outside: only positive terms,
 * so the relative error stays near rounding.
 */
function outsideProbability(steps: number, m: number, n: number): { p: number; log10p: number } {
	const row = new Float64Array(n + 1);
	for (let i = 0; i <= m; i++) {
		for (let j = 0; j <= n; j++) {
			const outside = Math.abs(i * n - j * m) >= steps;
			const above = ((row[j] ?? 0) * i) / Math.max(1, i + j);
			const left = j > 0 ? ((row[j - 1] ?? 0) * j) / (i + j) : 0;
			row[j] = outside ? 1 : above + left;
		}
	}
	const p = row[n] ?? Number.NaN;
	return { p, log10p: Math.log10(p) };
}

/** Kolmogorov's limit: 2 sum (-1)^(k-1) exp(-2 k^2 z^2), z = D sqrt(m n / (m + n)); its first term once it alone counts. */
function asymptotic(d: number, m: number, n: number): { p: number; log10p: number } {
	const z2 = (d * d * m * n) / (m + n);
	if (z2 > 4) {
		const log = Math.LN2 - 2 * z2;
		return { p: Math.exp(log), log10p: log / Math.LN10 };
	}
	let sum = 0;
	for (let k = 1; k <= 1000; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * z2);
	const p = z2 < 0.01 ? 1 : Math.min(1, Math.max(0, sum));
	return { p, log10p: Math.log10(p) };
}

function binomial(n: number, k: number): bigint {
	let result = 1n;
	for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
	return result;
}

/** Decimal logarithm of a non-negative integer of any size, to double precision. */
function log10(value: bigint): number {
	if (value === 0n) return Number.NEGATIVE_INFINITY;
	const digits = value.toString();
	return Math.log10(Number(`0.${digits.slice(0, 17)}`)) + digits.length;
}
