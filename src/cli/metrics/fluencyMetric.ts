import * as z from "zod";
import { ngramEntropy } from "../../core/metrics/ngramEntropy.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/**
 * Entropy of a text's word pairs and triples, bits: RWKU's formula over our words. There is no profile rwku: its words are
 * those of nltk.word_tokenize, whose sentence splitter is a trained model.
 */
export const fluencyMetric = rowMetric(
	"fluency",
	"{text}: entropy of word pairs and triples, by RWKU's formula over lower-case words without punctuation. RWKU's own words are nltk's, so there is no profile rwku",
	{ strict: "higher = better" },
	z.object({ text: z.string() }),
	(rows) => {
		const values = rows.map(({ text }) => ({ value: ngramEntropy(text) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
