import * as z from "zod";
import { privLeak } from "../../core/metrics/privLeak.ts";
import { mean } from "../../core/stats/mean.ts";
import { rowMetric } from "./rowMetric.ts";

const SHARE = z.number().min(0).max(1);

/** PrivLeak from two AUCs: the chance that a forgotten text looks more like training data, under model and reference. */
export const privLeakMetric = rowMetric(
	"privleak",
	{
		strict: "lower = more leakage; 0 = as the reference",
		muse: "lower = more leakage; 0 = as the reference",
	},
	z.object({ model: SHARE, reference: SHARE }),
	(rows, profile) => {
		// MUSE's keys are the complements.
		const of = (value: number): number => (profile === "muse" ? 1 - value : value);
		const values = rows.map(({ model, reference }) => ({ value: privLeak(of(model), of(reference)) }));
		return { rows: values, aggregate: { value: mean(values.map(({ value }) => value)), n: rows.length } };
	},
);
