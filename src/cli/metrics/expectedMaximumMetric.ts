import * as z from "zod";
import { expectedMaximum } from "../../core/metrics/leakAtK.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** What the best of k samples is expected to reach, per row: leak@k for scores that are not only 0 and 1. */
export const expectedMaximumMetric = rowMetric(
	"expected-maximum",
	"{values: [...], k}: the best of k draws without replacement from the scores of samples",
	{ strict: "higher = more leakage" },
	z
		.object({ values: z.array(z.number()).min(1), k: z.int().min(1) })
		.refine(({ values, k }) => k <= values.length, "k at most the number of values"),
	(rows) => {
		const values = rows.map((row) => ({ value: expectedMaximum(row.values, row.k) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
