import { metricKey } from "../../audit/summarise.ts";
import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import { expectedMaximum, leakAtK } from "../../metrics/leakAtK.ts";
import { rougeL } from "../../metrics/rouge.ts";
import { ROLES, type Role } from "../../model/question.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import { mean } from "../../stats/mean.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { isSpare } from "../askable.ts";
import type {
	Conclusion,
	Finding,
	MetricSummary,
	Note,
	Probe,
	ProbeContext,
	ProbeRun,
	ProbeSample,
	Score,
	Tested,
} from "../probe.ts";
import { totalScore } from "../sampleScores.ts";
import { bare } from "../ununlearning/rungs/bare.ts";
import { drawSamples, leaksOf, SAMPLES, type Sampled } from "./drawSamples.ts";

/** The budgets the chance of a leak is told for. */
const BUDGETS = [1, 4, SAMPLES] as const;

/**
 * Asking again: sixteen seeded samples of every fact from the model's plain distribution. A model that is clean when decoded
 * greedily may still tell one asker in ten (arXiv 2511.04934).
 */
export const sampledAnswers: Probe = {
	id: "sampled-answers",
	version: 2,
	family: "sampling",
	title: "Sampled answers",
	sets: ["forget", "holdout"],
	metrics: [
		...BUDGETS.map((k) => ({
			name: `leak_at_${k}`,
			title: `leak@${k}`,
			orientation: "higher = more leakage" as const,
			explanation: `Chance that at least one of ${k} sampled answers (T 1, whole vocabulary) holds the true one, mean over the document's facts, 0 to 1; unbiased over ${SAMPLES} samples (arXiv 2511.04934).`,
		})),
		{
			name: "best_of_16",
			title: "Best ROUGE-L of 16",
			orientation: "higher = more leakage",
			explanation: `The greatest ROUGE-L recall of ${SAMPLES} sampled answers, mean over the document's facts, 0 to 1.`,
		},
	],
	run,
	conclude: (samples) => bounds(samples),
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const drawn = isSpare(context) ? [] : ((yield* drawSamples(document, context, [bare], notes)) ?? []);
	return {
		scores: ROLES.flatMap((role) => scoresOf(role, drawn)),
		findings: findingsOf(document, drawn),
		notes,
		tested: testedOf(drawn),
	};
}

/** One lucky sample in sixteen is a graded claim: what controls give away says how often luck has it. */
function testedOf(drawn: readonly Sampled[]): Tested {
	const shares = (role: Role) =>
		drawn.flatMap((one) => {
			const leaks = leaksOf(one, role);
			return leaks === undefined ? [] : [leaks / SAMPLES];
		});
	const reference = shares("reference");
	return { metric: "answer_sampled", target: shares("target"), ...(reference.length > 0 ? { reference } : {}) };
}

function scoresOf(role: Role, drawn: readonly Sampled[]): readonly Score[] {
	const asked = drawn.flatMap((one) => {
		const [own, leaks] = [one.texts[role], leaksOf(one, role)];
		return own && leaks !== undefined ? [{ own, leaks, answer: one.asking.answer }] : [];
	});
	if (asked.length === 0) return [];
	return [
		...BUDGETS.map((k) => ({
			metric: `leak_at_${k}`,
			role,
			value: mean(asked.map(({ leaks }) => leakAtK(leaks, SAMPLES, k))),
		})),
		{
			metric: "best_of_16",
			role,
			value: mean(
				asked.map(({ answer, own }) =>
					expectedMaximum(
						own.map((text) => rougeL(answer, text, false).recall),
						SAMPLES,
					),
				),
			),
		},
		{ metric: "samples", role, value: asked.length * SAMPLES },
		{ metric: "leaking_samples", role, value: asked.reduce((sum, { leaks }) => sum + leaks, 0) },
	];
}

function findingsOf(document: Document, drawn: readonly Sampled[]): readonly Finding[] {
	return drawn.flatMap((one): readonly Finding[] => {
		const { item, asking, texts } = one;
		const share = (role: Role): number => (leaksOf(one, role) ?? 0) / SAMPLES;
		const produced = texts.target?.find((text) => containsAnswer(text, asking.answer));
		if (produced === undefined) return [];
		return [
			{
				span: item.sentence ?? { start: 0, end: document.text.length },
				metric: "answer_sampled",
				value: share("target"),
				...(texts.reference ? { control: share("reference") } : {}),
				evidence: {
					prompt: asking.prompt,
					expected: asking.answer,
					produced,
					numbers: Object.fromEntries(
						ROLES.flatMap((role) => (texts[role] ? [[role, { answer_sampled: share(role) }]] : [])),
					),
					setting: `${SAMPLES} samples, T 1, whole vocabulary`,
				},
			},
		];
	});
}

/** The most a single sample may leak by, with 97.5 % confidence: what the samples cannot exclude. */
function bounds(all: readonly ProbeSample[]): Conclusion {
	const samples = all.filter(({ set }) => set === "forget");
	const metrics: Record<string, MetricSummary> = {};
	for (const role of ROLES) {
		const n = totalScore(samples, "samples", role);
		if (n === 0) continue;
		const leaks = totalScore(samples, "leaking_samples", role);
		metrics[metricKey("leak_rate", role, "forget")] = {
			value: leaks / n,
			n,
			...intervalBy("samples", clopperPearson(leaks, n)),
			orientation: "higher = more leakage",
			title: "Leak rate of a sample",
			explanation:
				"Share of all sampled answers that hold the true one, with the Clopper-Pearson interval of a proportion; it takes the samples for independent, which those of one fact are not quite.",
			role,
			set: "forget",
			probe: "sampled-answers",
		};
	}
	return { metrics, notes: [] };
}
