import * as z from "zod";
import { minK, minKOpenUnlearning, minKUnguarded } from "../../core/metrics/minK.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

interface Convention {
	readonly of: (logp: readonly number[], share: number) => number;
	readonly share: number;
	readonly sign: 1 | -1;
}

const STRICT: Convention = { of: minK, share: 0.2, sign: 1 };

/** MUSE and open-unlearning take two fifths and turn the sign; too few tokens are NaN there and 0 here (metrics.md 2.3, 4.1). */
const CONVENTIONS: Readonly<Partial<Record<Profile, Convention>>> = {
	strict: STRICT,
	muse: { of: minKUnguarded, share: 0.4, sign: -1 },
	"open-unlearning": { of: minKOpenUnlearning, share: 0.4, sign: -1 },
};

/** Mean log p of the least likely tokens of each row. */
export const minKMetric = rowMetric(
	"min-k",
	"{logp: [...]}: mean of the least likely fifth, at least one token; muse and open-unlearning: of two fifths, turned. For too few tokens muse has none (null), open-unlearning 0",
	{
		strict: "higher = more like training data",
		muse: "higher = less like training data",
		"open-unlearning": "higher = less like training data",
	},
	z.object({ logp: z.array(z.number()) }),
	(rows, profile) => {
		const { of, share, sign } = CONVENTIONS[profile] ?? STRICT;
		const values = rows.map(({ logp }) => ({ value: sign * of(logp, share) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), share, n: rows.length } };
	},
);
