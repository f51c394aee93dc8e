import * as z from "zod";
import { minKPlusPlus, minKPlusPlusOpenUnlearning, minKPlusPlusRwku } from "../../core/metrics/minKPlusPlus.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

interface Convention {
	readonly of: typeof minKPlusPlus;
	readonly share: number;
	readonly sign: 1 | -1;
}

const STRICT: Convention = { of: minKPlusPlus, share: 0.2, sign: 1 };

/** Open-unlearning takes two fifths and turns the sign; RWKU calls its fifth `mink20` (metrics.md 4.1, 5). */
const CONVENTIONS: Readonly<Partial<Record<Profile, Convention>>> = {
	strict: STRICT,
	"open-unlearning": { of: minKPlusPlusOpenUnlearning, share: 0.4, sign: -1 },
	rwku: { of: minKPlusPlusRwku, share: 0.2, sign: 1 },
};

/** Min-K over log p standardised by each token's own next-token distribution. */
export const minKPlusPlusMetric = rowMetric(
	"min-k++",
	"{logp: [...], entropy: [...], sd: [...]}: min-k of (log p + entropy) / sd; rwku is what RWKU calls mink20",
	{
		strict: "higher = more like training data",
		"open-unlearning": "higher = less like training data",
		rwku: "higher = more like training data",
	},
	z
		.object({ logp: z.array(z.number()), entropy: z.array(z.number()), sd: z.array(z.number()) })
		.refine(
			({ logp, entropy, sd }) => logp.length === entropy.length && logp.length === sd.length,
			"lists of one length",
		),
	(rows, profile) => {
		const { of, share, sign } = CONVENTIONS[profile] ?? STRICT;
		const values = rows.map(({ logp, entropy, sd }) => ({ value: sign * of(logp, entropy, sd, share) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), share, n: rows.length } };
	},
);
