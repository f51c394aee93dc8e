import * as z from "zod";
import { exactMemorization } from "../../core/metrics/exactMemorization.ts";
import { extractionStrength, extractionStrengthOpenUnlearning } from "../../core/metrics/extractionStrength.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const RANKS = z.object({ ranks: z.array(z.int().min(0)) });
const MORE = "higher = more leakage";
const BOTH = { strict: MORE, "open-unlearning": MORE };

/** From which token on every first choice is right, per row; open-unlearning's floor is 1 / n. */
export const extractionStrengthMetric = rowMetric(
	"extraction-strength",
	"{ranks: [...]}: from which token on every first choice is right, 0 = first choice; open-unlearning: at least 1 / n",
	BOTH,
	RANKS,
	(rows, profile) => {
		const strength = profile === "open-unlearning" ? extractionStrengthOpenUnlearning : extractionStrength;
		return averaged(rows.map(({ ranks }) => strength(ranks)));
	},
);

/** The share of tokens that are the model's first choice, per row. */
export const exactMemorizationMetric = rowMetric(
	"exact-memorization",
	"{ranks: [...]}: the share of first choices; open-unlearning: rows without tokens are left out of the mean",
	BOTH,
	RANKS,
	(rows, profile) => {
		const values = rows.map(({ ranks }) => exactMemorization(ranks));
		const counted = profile === "open-unlearning" ? values.filter((value) => !Number.isNaN(value)) : values;
		return averaged(values, counted);
	},
);

function averaged(values: readonly number[], counted = values) {
	return { rows: values.map((value) => ({ value })), aggregate: { value: mean(counted), n: counted.length } };
}
