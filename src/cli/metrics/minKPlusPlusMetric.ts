import * as z from "zod";
import { minKPlusPlus } from "../../core/metrics/minKPlusPlus.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const SHARE = 0.2;

/** Min-K over log p standardised by each token's own next-token distribution. */
export const minKPlusPlusMetric = rowMetric(
	"min-k++",
	{ strict: "higher = more like training data" },
	z
		.object({ logp: z.array(z.number()), entropy: z.array(z.number()), sd: z.array(z.number()) })
		.refine(
			({ logp, entropy, sd }) => logp.length === entropy.length && logp.length === sd.length,
			"lists of one length",
		),
	(rows) => {
		const values = rows.map(({ logp, entropy, sd }) => ({ value: minKPlusPlus(logp, entropy, sd, SHARE) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), share: SHARE, n: rows.length } };
	},
);
