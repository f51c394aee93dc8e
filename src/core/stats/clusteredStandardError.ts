import { mean } from "./mean.ts";

/**
 * Standard error of a mean whose observations come in clusters (documents, entities): the square root of the summed
 * squared cluster totals of the residuals over n, times G / (G - 1) for G clusters (CR1 without regressors; Cameron
 * and Miller, 2015). Equals the usual standard error when every observation is its own cluster.
 * @param clusters a cluster label per value
 * @returns NaN for fewer than two clusters
 */
export function clusteredStandardError(values: readonly number[], clusters: readonly (string | number)[]): number {
	const centre = mean(values);
	const totals = new Map<string | number, number>();
	for (const [i, value] of values.entries()) {
		const label = clusters[i] ?? "";
		totals.set(label, (totals.get(label) ?? 0) + value - centre);
	}
	const groups = totals.size;
	if (groups < 2) return Number.NaN;
	const squares = [...totals.values()].reduce((sum, total) => sum + total * total, 0);
	return Math.sqrt((squares * groups) / (groups - 1)) / values.length;
}
