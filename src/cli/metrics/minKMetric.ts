import * as z from "zod";
import { minK } from "../../core/metrics/minK.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

/** MUSE and open-unlearning take two fifths and turn the sign (metrics.md 2.3, 4.1). */
const CONVENTIONS: Readonly<Partial<Record<Profile, { readonly share: number; readonly sign: 1 | -1 }>>> = {
	strict: { share: 0.2, sign: 1 },
	muse: { share: 0.4, sign: -1 },
	"open-unlearning": { share: 0.4, sign: -1 },
};

/** Mean log p of the least likely tokens of each row. */
export const minKMetric = rowMetric(
	"min-k",
	{
		strict: "higher = more like training data",
		muse: "higher = less like training data",
		"open-unlearning": "higher = less like training data",
	},
	z.object({ logp: z.array(z.number()) }),
	(rows, profile) => {
		const { share, sign } = CONVENTIONS[profile] ?? { share: 0.2, sign: 1 };
		const values = rows.map(({ logp }) => ({ value: sign * minK(logp, share) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), share, n: rows.length } };
	},
);
