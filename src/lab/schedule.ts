/** Steps over which the rate rises from zero. */
const WARM_UP = 30;
/** Share of the peak rate that is left at the end. */
const FLOOR = 0.05;

/** Learning rate of a step (from 0): linear warm-up, then a cosine from `peak` to 5 % of it. */
export function learningRate(step: number, steps: number, peak: number): number {
	const warm = Math.min(1, (step + 1) / WARM_UP);
	const cosine = FLOOR + ((1 - FLOOR) / 2) * (1 + Math.cos((Math.PI * step) / steps));
	return peak * warm * cosine;
}
