import { metricKey } from "../../audit/summarise.ts";
import { aucOrder, weightedAuc } from "../../metrics/auc.ts";
import { privLeak } from "../../metrics/privLeak.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapTwoSample } from "../../stats/bootstrap.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import type { Conclusion, MetricSummary, Note, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";

/** PrivLeak by one score of a document. */
interface Measure {
	/** The probe that gives the score and tells the number. */
	readonly probe: string;
	/** The number's name. */
	readonly name: string;
	readonly title: string;
	/** The score. */
	readonly by: string;
	/** What is compared, beginning a sentence: "Membership by Min-40 %". */
	readonly what: string;
}

const READING =
	"against the reference, over documents that both models scored: -100 = the forget set still looks like training data, 0 = as to a model that never saw it, above 0 = stranger than that, which gives the unlearning away (arXiv 2407.06460)";

/**
 * PrivLeak of the target and the original against the reference, over the forget and holdout documents that both models
 * scored; both AUCs anew in every resample. That no reference or no holdout documents were given is the verdict's to say;
 * anything else that leaves it without a number is a note.
 */
export function privacy(
	measure: Measure,
	samples: readonly ProbeSample[],
	seed: number,
): Pick<Conclusion, "metrics" | "notes"> {
	const metrics: Record<string, MetricSummary> = {};
	const notes: Note[] = [];
	const has = (role: Role) => samples.some((sample) => isScored(sample, measure, role));
	if (!has("reference") || of(samples, "holdout").length === 0) return { metrics, notes };
	for (const role of ["target", "original"] as const) {
		if (role === "original" && !has(role)) continue;
		const told = privLeakOf(samples, measure, role, seed);
		if (typeof told !== "string") metrics[metricKey(measure.name, role, "forget")] = told;
		else notes.push({ kind: "not-run", message: `${measure.title}, of the ${role}: ${told}` });
	}
	return { metrics, notes };
}

/** The number of one model, or why there is none. */
function privLeakOf(
	samples: readonly ProbeSample[],
	measure: Measure,
	role: Role,
	seed: number,
): MetricSummary | string {
	const both = samples.filter((sample) => isScored(sample, measure, role) && isScored(sample, measure, "reference"));
	const [forget, holdout] = [of(both, "forget"), of(both, "holdout")];
	if (forget.length === 0 || holdout.length === 0) {
		const share = (set: "forget" | "holdout") =>
			`${of(both, set).length} of ${of(samples, set).length} ${set} documents`;
		return `${share("forget")} and ${share("holdout")} are scored under it and under the reference, and one of each is needed.`;
	}
	const order = (by: Role) => {
		const values = (set: readonly ProbeSample[]) => set.map((s) => scoreOf(s, measure.by, by) ?? Number.NaN);
		return aucOrder(values(forget), values(holdout));
	};
	const [own, reference] = [order(role), order("reference")];
	const leak = (a: Uint32Array, b: Uint32Array) => privLeak(weightedAuc(own, a, b), weightedAuc(reference, a, b));
	const value = leak(new Uint32Array(forget.length).fill(1), new Uint32Array(holdout.length).fill(1));
	if (Number.isNaN(value)) {
		return "to the reference every forget document looks more like training data than any holdout document, so that there is nothing to divide by.";
	}
	return {
		value,
		n: forget.length + holdout.length,
		...intervalBy("twoSets", bootstrapTwoSample(forget.length, holdout.length, leak, seed)),
		orientation: "lower = more leakage",
		title: measure.title,
		explanation: `${measure.what} ${READING}.`,
		role,
		set: "forget",
		probe: measure.probe,
	};
}

const of = (samples: readonly ProbeSample[], set: ProbeSample["set"]) => samples.filter((s) => s.set === set);

const isScored = (sample: ProbeSample, { by }: Measure, role: Role) =>
	!Number.isNaN(scoreOf(sample, by, role) ?? Number.NaN);
