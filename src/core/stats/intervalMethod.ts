import { type Interval, RESAMPLES } from "./bootstrap.ts";

/** How the 95 % intervals of aggregates come about, and what is drawn anew: in the words of reports and of JSON. */
const METHODS = {
	/** A document's numbers of all models are drawn together. */
	documents: `percentile bootstrap over documents, ${RESAMPLES} resamples`,
	twoSets: `percentile bootstrap over forget and holdout documents, each set drawn anew, ${RESAMPLES} resamples`,
	samples: "Clopper-Pearson over single samples",
} as const;

/** What most intervals of an audit are had by; reports mark the others. */
export const USUAL_METHOD = METHODS.documents;

/** Where no interval could be had, as from a single document. */
export const NO_METHOD = "none";

/** The two fields of an aggregate that tell of its interval. */
export function intervalBy(
	method: keyof typeof METHODS,
	interval: Interval,
): { readonly interval: Interval; readonly method: string } {
	return { interval, method: interval.some(Number.isNaN) ? NO_METHOD : METHODS[method] };
}
