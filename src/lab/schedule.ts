/** Steps over which the rate rises from zero. */
const WARM_UP = 30;
/** Share of the peak rate that is left at the end. */
const FLOOR = 0.05;

/** Share of the peak rate at a step (from 0) of the linear warm-up; 1 after it. */
export function warmUp(step: number): number {
	return Math.min(1, (step + 1) / WARM_UP);
}

/** Learning rate of a step (from 0): linear warm-up, then a cosine from `peak` to 5 % of it. */
export function learningRate(step: number, steps: number, peak: number): number {
	const cosine = FLOOR + ((1 - FLOOR) / 2) * (1 + Math.cos((Math.PI * step) / steps));
	return peak * warmUp(step) * cosine;
}
