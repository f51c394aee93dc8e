import { betaQuantile } from "./betaQuantile.ts";
import type { Interval } from "./bootstrap.ts";

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson score interval of a proportion, 95 % (Wilson 1927). [NaN, NaN] when n is 0. */
export function wilson(successes: number, n: number): Interval {
	if (n === 0) return [Number.NaN, Number.NaN];
	const p = successes / n;
	const z2 = Z * Z;
	const centre = p + z2 / (2 * n);
	const spread = Z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
	const scale = 1 + z2 / n;
	return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/**
 * Clopper-Pearson ("exact") interval of a proportion (Clopper and Pearson 1934): never covers less than it says.
 * @param level two-sided confidence, e.g. 0.95
 */
export function clopperPearson(successes: number, n: number, level = 0.95): Interval {
	if (n === 0) return [Number.NaN, Number.NaN];
	const tail = (1 - level) / 2;
	return [
		successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
		successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
	];
}
