import { metricKey } from "../../audit/summarise.ts";
import type { Document } from "../../corpus/document.ts";
import { auc, aucOrder, weightedAuc } from "../../metrics/auc.ts";
import { minK as minKOf } from "../../metrics/minK.ts";
import { minKPlusPlus } from "../../metrics/minKPlusPlus.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import type { Role } from "../../model/question.ts";
import { ROLES } from "../../model/question.ts";
import { bootstrapTwoSample } from "../../stats/bootstrap.ts";
import type { Conclusion, MetricSummary, Note, Probe, ProbeContext, ProbeRun, ProbeSample, Score } from "../probe.ts";
import { scoreDocument } from "../scoreDocument.ts";

const SHARE = 0.2;
/** Hold-out documents from which a membership AUC is more than noise (metrics.md 2.3). */
const ENOUGH = 50;

/** Membership by the least likely tokens: Min-K% and Min-K%++. Never a finding about one passage. */
export const minK: Probe = {
	id: "min-k",
	version: 1,
	family: "membership",
	title: "Min-K% and Min-K%++",
	sets: ["forget", "retain", "holdout"],
	marks: false,
	metrics: [
		{
			name: "mink_20",
			title: "Min-K% (20 %)",
			orientation: "higher = more leakage",
			explanation: "Mean log p of the least likely fifth of the tokens, nats, at most 0 (arXiv 2310.16789).",
		},
		{
			name: "minkpp_20",
			title: "Min-K%++ (20 %)",
			orientation: "higher = more leakage",
			explanation:
				"Mean of the lowest fifth of (log p - mean) / standard deviation, both under the model's own next-token distribution (arXiv 2404.02936).",
		},
	],
	run,
	conclude,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	const scores = (Object.entries(scored?.records ?? {}) as [Role, ScoreAnswer][]).flatMap(([role, records]) =>
		scoresOf(role, records, notes),
	);
	return { scores, findings: [], notes };
}

function scoresOf(role: Role, records: ScoreAnswer, notes: Note[]): readonly Score[] {
	const plain: Score = { metric: "mink_20", role, value: minKOf(records.logp, SHARE) };
	if (records.sd.length === 0 || records.entropy.length === 0) {
		notes.push({ kind: "not-run", message: `Min-K%++ needs entropy and sd, which the ${role}'s engine cannot tell.` });
		return [plain];
	}
	return [plain, { metric: "minkpp_20", role, value: minKPlusPlus(records.logp, records.entropy, records.sd, SHARE) }];
}

/** Set-level AUC of forget against holdout: 0.5 = not told apart, 1 = forget looks like training data throughout. */
function conclude(samples: readonly ProbeSample[], seed: number): Conclusion {
	const forget = samples.filter((s) => s.set === "forget");
	const holdout = samples.filter((s) => s.set === "holdout");
	// That a set was not given is the verdict's to say.
	if (holdout.length === 0) return { metrics: {}, notes: [] };
	const metrics: Record<string, MetricSummary> = {};
	for (const definition of minK.metrics) {
		for (const role of ROLES) {
			const members = column(forget, definition.name, role);
			const others = column(holdout, definition.name, role);
			if (members.length === 0 || others.length === 0) continue;
			const order = aucOrder(members, others);
			metrics[metricKey(`${definition.name}_auc`, role, "forget")] = {
				value: auc(members, others),
				n: members.length + others.length,
				interval: bootstrapTwoSample(members.length, others.length, (a, b) => weightedAuc(order, a, b), seed),
				orientation: "higher = more leakage",
				title: `${definition.title} AUC, forget against holdout`,
				explanation: `Chance that a forget document has the higher ${definition.title} than a holdout document, ties half; 0.5 = not told apart, 1 = every forget document looks like training data.`,
				role,
				set: "forget",
				probe: minK.id,
			};
		}
	}
	return { metrics, notes: sizeNotes(holdout.length) };
}

function sizeNotes(n: number): readonly Note[] {
	if (n >= ENOUGH) return [];
	return [
		{ kind: "gate", message: `Membership is noise-limited: ${n} holdout documents, at least ${ENOUGH} are needed.` },
	];
}

function column(samples: readonly ProbeSample[], metric: string, role: Role): readonly number[] {
	return samples.flatMap(({ result }) => {
		const value = result.scores.find((s) => s.metric === metric && s.role === role)?.value;
		return value === undefined || Number.isNaN(value) ? [] : [value];
	});
}
