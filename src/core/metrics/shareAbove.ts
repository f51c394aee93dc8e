import { mean } from "../stats/mean.ts";

/** Share of a series above its own mean, 0 to 1; NaN for no values. Small for a low line with a few peaks. */
export function shareAboveMean(values: ArrayLike<number>): number {
	const level = mean(values);
	return mean(Array.from(values, (value) => (value > level ? 1 : 0)));
}

/** Share of a series, its first value aside, above the mean of all before; 0 to 1, NaN for fewer than two values. */
export function shareAboveEarlier(values: ArrayLike<number>): number {
	let [sum, above] = [values[0] ?? Number.NaN, 0];
	for (let i = 1; i < values.length; i++) {
		const value = values[i] ?? Number.NaN;
		if (value > sum / i) above++;
		sum += value;
	}
	return values.length < 2 ? Number.NaN : above / (values.length - 1);
}
