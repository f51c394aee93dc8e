import * as z from "zod";
import { leakAtK } from "../../core/metrics/leakAtK.ts";
import { mean } from "../../core/stats/mean.ts";
import { clopperPearson } from "../../core/stats/proportion.ts";
import { rowMetric } from "./rowMetric.ts";

/** The chance that one of k samples leaks, per row, and the Clopper-Pearson interval of each row's leak rate. */
export const leakAtKMetric = rowMetric(
	"leak-at-k",
	"{leaks, n, k}: the chance that one of k samples leaks when leaks of n did",
	{ strict: "higher = more leakage" },
	z
		.object({ leaks: z.int().min(0), n: z.int().min(1), k: z.int().min(1) })
		.refine(({ leaks, n, k }) => leaks <= n && k <= n, "leaks and k at most n"),
	(rows) => {
		const values = rows.map(({ leaks, n, k }) => ({
			value: leakAtK(leaks, n, k),
			rate: leaks / n,
			interval: clopperPearson(leaks, n),
		}));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
