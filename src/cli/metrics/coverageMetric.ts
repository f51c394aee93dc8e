import * as z from "zod";
import { coverage, LEAST_RUN } from "../../core/metrics/coverage.ts";
import { reproducedRuns } from "../../core/metrics/reproducedRuns.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** bmc@k of each row's text: how much of it several predictions give back together. */
export const coverageMetric = rowMetric(
	"coverage",
	"{reference, predictions: [...], prompt?, k?}: bmc@k, the share of the reference's words inside a run of at least k (10) that some prediction has, words of the prompt trimmed; words of the longest covered block and of the longest run of one prediction",
	{ strict: "higher = more leakage" },
	z.object({
		reference: z.string(),
		predictions: z.array(z.string()),
		prompt: z.string().default(""),
		k: z.int().min(1).default(LEAST_RUN),
	}),
	(rows) => {
		const values = rows.map(({ reference, predictions, prompt, k }) => {
			const runs = predictions.flatMap((prediction) => reproducedRuns(reference, prediction, prompt, k));
			const { share, block, span } = coverage(reference, [{ start: 0, end: reference.length }], runs);
			return { value: share, block, span };
		});
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
