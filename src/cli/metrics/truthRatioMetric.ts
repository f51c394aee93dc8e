import * as z from "zod";
import {
	forgottenTruth,
	forgottenTruthOpenUnlearning,
	keptTruth,
	truthPreference,
	truthRatio,
} from "../../core/metrics/truthRatio.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const LOGP = z.number().max(0);

/**
 * TOFU's truth ratio, wrong over right, of each row's mean log p per token. `aggregate.value` is a forget set's mean, `kept`
 * another set's; the paper's arithmetic definition stands beside the profile's.
 */
export const truthRatioMetric = rowMetric(
	"truth-ratio",
	"{right, wrong: [...]}: mean log p per token of the right answer and of wrong ones",
	{
		strict: "lower = more leakage; 1 = not told apart",
		tofu: "lower = more leakage; 1 = not told apart",
		"open-unlearning": "lower = more leakage; 1 = not told apart",
	},
	z.object({ right: LOGP, wrong: z.array(LOGP).min(1) }),
	(rows, profile) => {
		const forgotten = profile === "open-unlearning" ? forgottenTruthOpenUnlearning : forgottenTruth;
		const definition = profile === "open-unlearning" ? profile : "geometric";
		const values = rows.map(({ right, wrong }) => {
			const value = truthRatio(right, wrong, definition);
			return { value, arithmetic: truthRatio(right, wrong, "arithmetic"), preference: truthPreference(value) };
		});
		const averaged = (of: (ratio: number) => number) => mean(values.map(({ value }) => of(value)));
		return {
			rows: values,
			aggregate: { value: averaged(forgotten), kept: averaged(keptTruth), definition, n: rows.length },
		};
	},
);
