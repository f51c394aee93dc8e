import * as z from "zod";
import { Problem } from "../../core/audit/problem.ts";
import { privLeak, privLeakOpenUnlearning } from "../../core/metrics/privLeak.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

const SHARE = z.number().min(0).max(1);
const LESS = "lower = more leakage; 0 = as the reference";

interface Row {
	readonly model: number;
	readonly reference?: number | undefined;
}

/** PrivLeak from two AUCs: the chance that a forgotten text looks more like training data, under model and reference. */
export const privLeakMetric = rowMetric<Row>(
	"privleak",
	"{model, reference}: AUCs, the chance that a forgotten text looks more like training data than a holdout text; muse: its keys, the complements; open-unlearning: without a reference 0.5",
	{ strict: LESS, muse: LESS, "open-unlearning": LESS },
	z.object({ model: SHARE, reference: SHARE.optional() }),
	(rows, profile) => {
		const values = rows.map((row, index) => ({ value: leakOf(row, profile, index) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);

function leakOf({ model, reference }: Row, profile: Profile, index: number): number {
	if (profile === "open-unlearning") return privLeakOpenUnlearning(model, reference);
	if (reference === undefined) {
		throw new Problem(
			"input",
			`Row ${index + 1} has no "reference".`,
			"Give the AUC under a model that never saw the forget set; only open-unlearning assumes 0.5.",
		);
	}
	// MUSE's keys are the complements.
	return profile === "muse" ? privLeak(1 - model, 1 - reference) : privLeak(model, reference);
}
