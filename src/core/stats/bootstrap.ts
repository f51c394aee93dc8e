import { pcg32 } from "./pcg32.ts";
import { quantile } from "./quantile.ts";

/** Resamples of a percentile bootstrap where nothing else is said (MUSE, SciPy's default). */
export const RESAMPLES = 9999;

export type Interval = readonly [number, number];

const NONE: Interval = [Number.NaN, Number.NaN];

/**
 * Percentile bootstrap over clusters, 95 %, seeded (metrics.md 11.6). Each resample draws `clusters` indices with
 * replacement and hands their counts to `statistic`, which recomputes everything from them - paired models, ratios
 * and maxima included. Undefined resamples (NaN) are left out.
 * @returns [NaN, NaN] for fewer than two clusters
 */
export function bootstrapInterval(
	clusters: number,
	statistic: (counts: Uint32Array) => number,
	seed: number,
	resamples = RESAMPLES,
): Interval {
	return bootstrapIntervals(clusters, (counts) => [statistic(counts)], seed, resamples)[0] ?? NONE;
}

/** Several statistics over the same resamples: one interval each. */
export function bootstrapIntervals(
	clusters: number,
	statistics: (counts: Uint32Array) => readonly number[],
	seed: number,
	resamples = RESAMPLES,
): readonly Interval[] {
	const width = statistics(new Uint32Array(clusters).fill(1)).length;
	if (clusters < 2) return Array.from({ length: width }, () => NONE);
	const random = pcg32(seed);
	const counts = new Uint32Array(clusters);
	const values = Array.from({ length: width }, () => new Float64Array(resamples));
	for (let r = 0; r < resamples; r++) {
		counts.fill(0);
		for (let i = 0; i < clusters; i++) {
			const drawn = random.below(clusters);
			counts[drawn] = (counts[drawn] ?? 0) + 1;
		}
		const row = statistics(counts);
		for (const [i, column] of values.entries()) column[r] = row[i] ?? Number.NaN;
	}
	return values.map(percentile95);
}

/**
 * Percentile bootstrap for two independent groups of clusters, e.g. forget and holdout documents. Both are resampled
 * in every round.
 */
export function bootstrapTwoSample(
	first: number,
	second: number,
	statistic: (first: Uint32Array, second: Uint32Array) => number,
	seed: number,
	resamples = RESAMPLES,
): Interval {
	return bootstrapTwoSampleIntervals(first, second, (a, b) => [statistic(a, b)], seed, resamples)[0] ?? NONE;
}

/** Several statistics over the same resamples of two groups: one interval each. */
export function bootstrapTwoSampleIntervals(
	first: number,
	second: number,
	statistics: (first: Uint32Array, second: Uint32Array) => readonly number[],
	seed: number,
	resamples = RESAMPLES,
): readonly Interval[] {
	const width = statistics(new Uint32Array(first).fill(1), new Uint32Array(second).fill(1)).length;
	if (first < 2 || second < 2) return Array.from({ length: width }, () => NONE);
	const random = pcg32(seed);
	const values = Array.from({ length: width }, () => new Float64Array(resamples));
	const a = new Uint32Array(first);
	const b = new Uint32Array(second);
	const draw = (counts: Uint32Array): void => {
		counts.fill(0);
		for (let i = 0; i < counts.length; i++) {
			const drawn = random.below(counts.length);
			counts[drawn] = (counts[drawn] ?? 0) + 1;
		}
	};
	for (let r = 0; r < resamples; r++) {
		draw(a);
		draw(b);
		const row = statistics(a, b);
		for (const [i, column] of values.entries()) column[r] = row[i] ?? Number.NaN;
	}
	return values.map(percentile95);
}

function percentile95(values: Float64Array): Interval {
	const sorted = values.filter((v) => !Number.isNaN(v)).sort();
	return sorted.length === 0 ? NONE : [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}
