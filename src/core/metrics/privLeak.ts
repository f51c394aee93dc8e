/**
 * PrivLeak (MUSE, arXiv 2407.06460; metrics.md 2.3): 100 (A - R) / R with A and R the chances that a holdout text looks more
 * like training data than a forgotten one, under the model and under a reference. -100 = every forgotten text still looks like
 * training data, 0 = as under the reference, above 0 = stranger than under it. NaN when R is 0.
 * @param model the other way round: the chance that a forgotten text looks more like training data, 0 to 1
 * @param reference the same under the reference
 */
export function privLeak(model: number, reference: number): number {
	const [a, r] = [1 - model, 1 - reference];
	return r === 0 ? Number.NaN : (100 * (a - r)) / r;
}

/** Keeps open-unlearning's quotient finite. */
const EPSILON = 1e-10;

/**
 * PrivLeak as open-unlearning computes it (metrics.md 4.1), finite when every forgotten text looks like training data to the
 * reference. Both as above; its AUC has holdout texts as positives of a loss, which is the same number.
 * @param reference 0.5 where there is no retain model, as there
 */
export function privLeakOpenUnlearning(model: number, reference = 0.5): number {
	const [a, r] = [1 - model, 1 - reference];
	return ((a - r) / (r + EPSILON)) * 100;
}
