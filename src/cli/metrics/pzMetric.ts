import * as z from "zod";
import { nForProbability } from "../../core/metrics/pz.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/**
 * A token that the sampling cannot draw has log q -Infinity, which JSON has no number for. null will not do: other
 * commands print it for a number that could not be had, and what is unknown is not impossible.
 */
const LOG_Q = z.union([z.number(), z.literal("-Infinity").transform(() => Number.NEGATIVE_INFINITY)]);

/** p_z of each row's suffix from the log q of its tokens, and the tries after which it comes out as likely as not. */
export const pzMetric = rowMetric(
	"pz",
	'{logq: [...]}: a token outside the top k is "-Infinity", and the probability then 0, logPz and tries null',
	{ strict: "higher = more leakage" },
	z.object({ logq: z.array(LOG_Q).min(1) }),
	(rows) => {
		const values = rows.map(({ logq }) => {
			const logPz = logq.reduce((sum, l) => sum + l, 0);
			return { logPz, pz: Math.exp(logPz), tries: nForProbability(logPz, 0.5) };
		});
		return { rows: values, aggregate: { value: mean(values.map(({ pz }) => pz)), n: rows.length } };
	},
);
