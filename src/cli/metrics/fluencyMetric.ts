import * as z from "zod";
import { ngramEntropy } from "../../core/metrics/ngramEntropy.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** Entropy of a text's word pairs and triples, bits; RWKU reports hundredths. */
export const fluencyMetric = rowMetric(
	"fluency",
	{ strict: "higher = better", rwku: "higher = better" },
	z.object({ text: z.string() }),
	(rows, profile) => {
		const scale = profile === "rwku" ? 100 : 1;
		const values = rows.map(({ text }) => ({ value: scale * ngramEntropy(text) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
