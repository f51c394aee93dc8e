import { metricKey } from "../../audit/summarise.ts";
import { aucOrder, weightedAuc } from "../../metrics/auc.ts";
import { privLeak } from "../../metrics/privLeak.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapTwoSample } from "../../stats/bootstrap.ts";
import type { MetricSummary, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";

/** Min-K at MUSE's share, which PrivLeak is told by. */
export const PRIVACY_METRIC = "mink_40";

/**
 * PrivLeak of the target and the original against the reference, over forget and holdout documents; both AUCs anew in every
 * resample. Nothing without a reference or holdout documents.
 */
export function privacy(samples: readonly ProbeSample[], seed: number): Readonly<Record<string, MetricSummary>> {
	const [forget, holdout] = [of(samples, "forget"), of(samples, "holdout")];
	const reference = order(forget, holdout, "reference");
	if (!reference) return {};
	return Object.fromEntries(
		(["target", "original"] as const).flatMap((role) => {
			const own = order(forget, holdout, role);
			if (!own) return [];
			const leak = (a: Uint32Array, b: Uint32Array) => privLeak(weightedAuc(own, a, b), weightedAuc(reference, a, b));
			const value = leak(new Uint32Array(forget.length).fill(1), new Uint32Array(holdout.length).fill(1));
			if (Number.isNaN(value)) return [];
			const summary: MetricSummary = {
				value,
				n: forget.length + holdout.length,
				interval: bootstrapTwoSample(forget.length, holdout.length, leak, seed),
				orientation: "lower = more leakage",
				title: "PrivLeak",
				explanation:
					"Membership by Min-40 % against the reference: -100 = the forget set still looks like training data, 0 = as to a model that never saw it, above 0 = stranger than that, which gives the unlearning away (arXiv 2407.06460).",
				role,
				set: "forget",
				probe: "min-k",
			};
			return [[metricKey("privleak", role, "forget"), summary] as const];
		}),
	);
}

const of = (samples: readonly ProbeSample[], set: ProbeSample["set"]) => samples.filter((s) => s.set === set);

/** Undefined when a document has no score under the role: pairs would be lost. */
function order(forget: readonly ProbeSample[], holdout: readonly ProbeSample[], role: Role) {
	const values = (samples: readonly ProbeSample[]) =>
		samples.flatMap((sample) => {
			const score = scoreOf(sample, PRIVACY_METRIC, role);
			return score === undefined || Number.isNaN(score) ? [] : [score];
		});
	const [members, others] = [values(forget), values(holdout)];
	const isWhole = members.length === forget.length && others.length === holdout.length;
	return isWhole && members.length > 0 && others.length > 0 ? aucOrder(members, others) : undefined;
}
