import type { BenchRow } from "../../protocol/bench.ts";

/** One table of several runs of a benchmark: medians over the runs, and their least and greatest ratio. */
export function overRuns(runs: readonly (readonly BenchRow[])[]): readonly BenchRow[] {
	const [first = []] = runs;
	if (runs.length === 1) return first;
	return first.map((row) => {
		const same = runs.flatMap((rows) => rows.filter(({ name, model }) => name === row.name && model === row.model));
		const ratios = same.map(({ ratio }) => ratio).sort((a, b) => a - b);
		const ratio = middle(ratios);
		// A row may fail for another reason than its ratio, and then no median saves it.
		const failed = same.some((one) => !one.met && (one.required === null || one.ratio >= one.required));
		return {
			...row,
			value: middle(same.map(({ value }) => value).sort((a, b) => a - b)),
			ratio,
			spread: [ratios[0] ?? ratio, ratios.at(-1) ?? ratio] as const,
			met: !failed && (row.required === null || ratio >= row.required),
		};
	});
}

const middle = (sorted: readonly number[]): number =>
	((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
