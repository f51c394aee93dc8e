import * as z from "zod";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const LOGP = z.array(z.number().max(0)).min(1);

/** ReCaLL (arXiv 2406.15968): mean log p of a text's tokens behind texts that no model ever saw, over that of the text alone. */
export const recallRatioMetric = rowMetric(
	"recall-ratio",
	"{conditioned: [...], logp: [...]}: ReCaLL, log p of a text's tokens behind texts that no model saw, over log p alone",
	{ strict: "higher = more like training data" },
	z.object({ conditioned: LOGP, logp: LOGP }),
	(rows) => {
		const values = rows.map(({ conditioned, logp }) => ({ value: mean(conditioned) / mean(logp) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
