import * as z from "zod";
import { words } from "../../core/corpus/shingles.ts";
import { lcsLength } from "../../core/metrics/lcs.ts";
import { longestMatch } from "../../core/metrics/longestMatch.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

/** What two texts have in common word for word: the longest run of words, of characters, and the most words in order. */
export const longestMatchMetric = rowMetric(
	"longest-match",
	"{reference, prediction}: words of the longest common run; its characters (of the texts as they stand); the most common words in order",
	{ strict: "higher = more leakage" },
	z.object({ reference: z.string(), prediction: z.string() }),
	(rows) => {
		const values = rows.map(({ reference, prediction }) => {
			const [wanted, given] = [words(reference), words(prediction)];
			return {
				value: longestMatch(wanted, given).length,
				characters: longestMatch(reference, prediction).length,
				subsequence: lcsLength(wanted, given),
			};
		});
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
