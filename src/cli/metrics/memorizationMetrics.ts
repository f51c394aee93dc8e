import * as z from "zod";
import { exactMemorization } from "../../core/metrics/exactMemorization.ts";
import { extractionStrength, extractionStrengthOpenUnlearning } from "../../core/metrics/extractionStrength.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const RANKS = z.object({ ranks: z.array(z.int().min(0)) });
const MORE = "higher = more leakage";
const BOTH = { strict: MORE, "open-unlearning": MORE };

/** From which token on every first choice is right, per row; open-unlearning's floor is 1 / n. */
export const extractionStrengthMetric = rowMetric("extraction-strength", BOTH, RANKS, (rows, profile) => {
	const strength = profile === "open-unlearning" ? extractionStrengthOpenUnlearning : extractionStrength;
	return averaged(rows.map(({ ranks }) => strength(ranks)));
});

/** The share of tokens that are the model's first choice, per row. */
export const exactMemorizationMetric = rowMetric("exact-memorization", BOTH, RANKS, (rows) =>
	averaged(rows.map(({ ranks }) => exactMemorization(ranks))),
);

function averaged(values: readonly number[]) {
	return { rows: values.map((value) => ({ value })), aggregate: { value: mean(values), n: values.length } };
}
