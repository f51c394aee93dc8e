import * as z from "zod";
import { nForProbability } from "../../core/metrics/pz.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** p_z of each row's suffix from the log q of its tokens, and the tries after which it comes out as likely as not. */
export const pzMetric = rowMetric(
	"pz",
	{ strict: "higher = more leakage" },
	z.object({ logq: z.array(z.number()).min(1) }),
	(rows) => {
		const values = rows.map(({ logq }) => {
			const logPz = logq.reduce((sum, l) => sum + l, 0);
			return { logPz, pz: Math.exp(logPz), tries: nForProbability(logPz, 0.5) };
		});
		return { rows: values, aggregate: { value: mean(values.map(({ pz }) => pz)), n: rows.length } };
	},
);
