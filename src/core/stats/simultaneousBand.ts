import { quantile } from "./quantile.ts";

/** Counts of the clusters of a resample; of the controls', where they are other clusters. */
export type Counted = (counts: Uint32Array, controls: Uint32Array) => number;

/**
 * Half-width of a band that holds all statistics at once: the 95 % point, over resamples, of the largest deviation of any of
 * them from its value. `resample` calls what it is given with the counts of each resample.
 * Undefined resamples are left out; NaN where there are none.
 */
export function simultaneousBand(
	statistics: readonly { readonly value: number; readonly of: Counted }[],
	resample: (each: Counted) => void,
): number {
	const deviations: number[] = [];
	resample((counts, controls) => {
		const every = statistics.map(({ value, of }) => Math.abs(of(counts, controls) - value));
		const defined = every.filter((deviation) => !Number.isNaN(deviation));
		if (defined.length > 0) deviations.push(Math.max(...defined));
		return 0;
	});
	return deviations.length < 2 ? Number.NaN : quantile(Float64Array.from(deviations).sort(), 0.95);
}
