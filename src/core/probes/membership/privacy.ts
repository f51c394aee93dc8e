import { metricKey } from "../../audit/summarise.ts";
import { aucOrder, weightedAuc } from "../../metrics/auc.ts";
import { privLeak } from "../../metrics/privLeak.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapTwoSample } from "../../stats/bootstrap.ts";
import type { Conclusion, MetricSummary, Note, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";

/** Min-K at MUSE's share, which PrivLeak is told by. */
export const PRIVACY_METRIC = "mink_40";

/**
 * PrivLeak of the target and the original against the reference, over the forget and holdout documents that both models scored;
 * both AUCs anew in every resample. That no reference or no holdout documents were given is the verdict's to say; anything else
 * that leaves it without a number is a note.
 */
export function privacy(samples: readonly ProbeSample[], seed: number): Pick<Conclusion, "metrics" | "notes"> {
	const metrics: Record<string, MetricSummary> = {};
	const notes: Note[] = [];
	const has = (role: Role) => samples.some((sample) => scored(sample, role));
	if (!has("reference") || of(samples, "holdout").length === 0) return { metrics, notes };
	for (const role of ["target", "original"] as const) {
		if (role === "original" && !has(role)) continue;
		const told = privLeakOf(samples, role, seed);
		if (typeof told === "string") notes.push({ kind: "not-run", message: `PrivLeak of the ${role}: ${told}` });
		else metrics[metricKey("privleak", role, "forget")] = told;
	}
	return { metrics, notes };
}

/** The number of one model, or why there is none. */
function privLeakOf(samples: readonly ProbeSample[], role: Role, seed: number): MetricSummary | string {
	const both = samples.filter((sample) => scored(sample, role) && scored(sample, "reference"));
	const [forget, holdout] = [of(both, "forget"), of(both, "holdout")];
	if (forget.length === 0 || holdout.length === 0) {
		const share = (set: "forget" | "holdout") =>
			`${of(both, set).length} of ${of(samples, set).length} ${set} documents`;
		return `${share("forget")} and ${share("holdout")} have a Min-K% under it and under the reference, and one of each is needed.`;
	}
	const order = (by: Role) => aucOrder(values(forget, by), values(holdout, by));
	const [own, reference] = [order(role), order("reference")];
	const leak = (a: Uint32Array, b: Uint32Array) => privLeak(weightedAuc(own, a, b), weightedAuc(reference, a, b));
	const value = leak(new Uint32Array(forget.length).fill(1), new Uint32Array(holdout.length).fill(1));
	if (Number.isNaN(value)) {
		return "every forget document looks more like training data than any holdout document to the reference already, so that there is nothing to divide by.";
	}
	return {
		value,
		n: forget.length + holdout.length,
		interval: bootstrapTwoSample(forget.length, holdout.length, leak, seed),
		orientation: "lower = more leakage",
		title: "PrivLeak",
		explanation:
			"Membership by Min-40 % against the reference, over documents that both models scored: -100 = the forget set still looks like training data, 0 = as to a model that never saw it, above 0 = stranger than that, which gives the unlearning away (arXiv 2407.06460).",
		role,
		set: "forget",
		probe: "min-k",
	};
}

const of = (samples: readonly ProbeSample[], set: ProbeSample["set"]) => samples.filter((s) => s.set === set);

const values = (samples: readonly ProbeSample[], role: Role) =>
	samples.map((sample) => scoreOf(sample, PRIVACY_METRIC, role) ?? Number.NaN);

const scored = (sample: ProbeSample, role: Role) => !Number.isNaN(scoreOf(sample, PRIVACY_METRIC, role) ?? Number.NaN);
