import { CURVE_TOKENS, lossCurve as curveOf, type LossCurve } from "../../metrics/lossCurve.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import { ROLES, type Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import type { Conclusion, MetricDefinition, Note, Probe, ProbeRun, ProbeSample, Score } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { scoreDocument } from "../scoreDocument.ts";
import { separation } from "./separation.ts";

const SOURCE = `of the losses of the first ${CURVE_TOKENS} tokens (a signal of CAMIA, arXiv 2409.13745)`;

const FEATURES: readonly (MetricDefinition & { readonly feature: keyof LossCurve })[] = [
	feature("start", "curve_start", "Loss of the beginning", `Mean, nats, ${SOURCE}.`),
	feature(
		"slope",
		"curve_slope",
		"Slope of the loss",
		`Least-squares slope, nats per token, ${SOURCE}: below 0 = the text gets easier, as one does that is recognised.`,
	),
	feature(
		"aboveMean",
		"curve_above_mean",
		"Losses above their mean",
		`Share above their mean, 0 to 1, ${SOURCE}: few where a text known by heart has only some surprises.`,
	),
	feature(
		"aboveEarlier",
		"curve_above_earlier",
		"Losses above those before",
		`Share above the mean of all before, 0 to 1, ${SOURCE}.`,
	),
	feature(
		"entropy",
		"curve_entropy",
		"Approximate entropy of the loss",
		`Approximate entropy (Pincus 1991; two steps, within 0.8 nats), nats, ${SOURCE}: 0 = regular.`,
	),
	feature(
		"complexity",
		"curve_complexity",
		"Lempel-Ziv complexity of the loss",
		`Lempel-Ziv phrases per token at 32 levels of loss ${SOURCE}.`,
	),
];

/** All of them at once; a number of the set alone. */
const COMBINED: MetricDefinition = {
	name: "curve",
	title: "Loss curve, all signals",
	orientation: "higher = more leakage",
	explanation:
		"1 minus the mean of a document's p-values over the signals, each against the holdout documents (itself aside); 0 to 1.",
};

/**
 * Membership by the course of the losses along a document and not only their mean: features in the manner of CAMIA (arXiv
 * 2409.13745), each alone and all of them combined by their p-values. Asks nothing that p_z and Min-K% do not ask.
 */
export const lossCurve: Probe = {
	id: "loss-curve",
	version: 1,
	family: "membership",
	title: "Loss curve",
	sets: ["forget", "retain", "holdout"],
	marks: false,
	metrics: FEATURES,
	run,
	conclude,
};

function feature(of: keyof LossCurve, name: string, title: string, explanation: string) {
	return { feature: of, name, title, orientation: "lower = more leakage" as const, explanation };
}

function* run(...[document, context]: Parameters<Probe["run"]>): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	const scores = (Object.entries(scored?.records ?? {}) as [Role, ScoreAnswer][]).flatMap(([role, { logp }]) => {
		const curve = curveOf(logp);
		return FEATURES.flatMap(({ feature: of, name }): readonly Score[] =>
			Number.isNaN(curve[of]) ? [] : [{ metric: name, role, value: curve[of] }],
		);
	});
	return { scores, findings: [], notes };
}

function conclude(samples: readonly ProbeSample[], seed: number): Conclusion {
	return separation({ id: lossCurve.id, metrics: [...FEATURES, COMBINED] }, samples.map(combined), seed);
}

/** A sample with the combined score of every role beside its own. */
function combined(sample: ProbeSample, _: number, samples: readonly ProbeSample[]): ProbeSample {
	const controls = samples.filter((other) => other.set === "holdout" && other !== sample);
	const scores = ROLES.flatMap((role): readonly Score[] => {
		const ps = FEATURES.flatMap(({ name }) => {
			const own = scoreOf(sample, name, role);
			const others = controls.flatMap((control) => scoreOf(control, name, role) ?? []);
			// Ties count half, so that documents that are all alike are at 0.5 whatever their number.
			const lower = others.map((other) => (other < (own ?? 0) ? 1 : other === own ? 0.5 : 0));
			return own === undefined || others.length === 0 ? [] : [mean(lower)];
		});
		return ps.length === 0 ? [] : [{ metric: COMBINED.name, role, value: 1 - mean(ps) }];
	});
	return { ...sample, result: { ...sample.result, scores: [...sample.result.scores, ...scores] } };
}
