import * as z from "zod";
import { zlibBytes } from "../../core/metrics/zlibBytes.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

const LOGP = z.array(z.number().max(0)).min(1);

interface Row {
	readonly logp: readonly number[];
	readonly text?: string | undefined;
	readonly lower?: readonly number[] | undefined;
	readonly reference?: readonly number[] | undefined;
}

/**
 * Loss of a text, and the loss against what it should be by three yardsticks, where a row has them (metrics.md 2.3, 4.1, 5):
 * bytes of the compressed text, the loss of the lower-cased text, the loss under a reference.
 */
export const likelihoodMetric = rowMetric<Row>(
	"likelihood",
	"{logp: [...], text?, lower?: [...], reference?: [...]}: loss; per byte of the compressed text; over the loss of the lower-cased text; minus the loss under a reference. rwku turns the sign and has the first two",
	{
		strict: "lower = more like training data",
		muse: "lower = more like training data",
		"open-unlearning": "lower = more like training data",
		rwku: "higher = more like training data",
	},
	z
		.object({ logp: LOGP, text: z.string().optional(), lower: LOGP.optional(), reference: LOGP.optional() })
		.refine(({ logp, reference }) => (reference ?? logp).length === logp.length, "the reference's of the same tokens"),
	(rows, profile) => {
		const values = rows.map((row) => yardsticks(row, profile));
		const averaged = (["value", "zlib", "lower", "reference"] as const).flatMap((name) => {
			const each = values.flatMap((value) => value[name] ?? []);
			return each.length === rows.length ? [[name, mean(each)] as const] : [];
		});
		return { rows: values, aggregate: { ...Object.fromEntries(averaged), n: rows.length } };
	},
);

function yardsticks({ logp, text, lower, reference }: Row, profile: Profile) {
	const loss = -mean(logp);
	const sign = profile === "rwku" ? -1 : 1;
	return {
		value: sign * loss,
		...(text === undefined ? {} : { zlib: (sign * loss) / zlibBytes(text) }),
		...(lower === undefined || profile === "rwku" ? {} : { lower: loss / -mean(lower) }),
		...(reference === undefined || profile === "rwku" ? {} : { reference: loss + mean(reference) }),
	};
}
