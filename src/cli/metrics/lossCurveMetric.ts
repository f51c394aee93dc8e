import * as z from "zod";
import { lossCurve } from "../../core/metrics/lossCurve.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** What the course of each row's losses gives away. `value` is the slope; the other signals stand beside it. */
export const lossCurveMetric = rowMetric(
	"loss-curve",
	"{logp: [...]}: what the course of the losses gives away (CAMIA)",
	{ strict: "lower = more like training data" },
	z.object({ logp: z.array(z.number().max(0)).min(1) }),
	(rows) => {
		const values = rows.map(({ logp }) => {
			const { slope, ...others } = lossCurve(logp);
			return { value: slope, ...others };
		});
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
