import { mean } from "../stats/mean.ts";

/** Slope of the least-squares line through a series, in its unit per step; NaN for fewer than two values. */
export function slope(values: ArrayLike<number>): number {
	const [middle, level] = [(values.length - 1) / 2, mean(values)];
	let [together, alone] = [0, 0];
	for (let i = 0; i < values.length; i++) {
		together += (i - middle) * ((values[i] ?? Number.NaN) - level);
		alone += (i - middle) ** 2;
	}
	return together / alone;
}
