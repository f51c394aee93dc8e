import { metricKey } from "../../audit/summarise.ts";
import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import { expectedMaximum, leakAtK } from "../../metrics/leakAtK.ts";
import { rougeL } from "../../metrics/rouge.ts";
import { type GenerateQuestion, ROLES, type Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { seedOf } from "../../stats/seedOf.ts";
import { answerOr, isSpare, writersOf } from "../askable.ts";
import { type Item, itemsOf, NO_ITEMS } from "../facts/item.ts";
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
} from "../probe.ts";
import { totalScore } from "../sampleScores.ts";

/** Samples of each fact, and the budgets the chance of a leak is told for. */
const SAMPLES = 16;
const BUDGETS = [1, 4, 16] as const;
const MOST_TOKENS = 32;
/** The plain distribution of the model: what somebody gets who simply asks again. */
const SCHEME = { temperature: 1, topK: 0, topP: 1 } as const;

/**
 * Asking again: sixteen seeded samples of every fact from the model's plain distribution. A model that is clean when decoded
 * greedily may still tell one asker in ten (arXiv 2511.04934).
 */
export const sampledAnswers: Probe = {
	id: "sampled-answers",
	version: 1,
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
	if (isSpare(context)) return { scores: [], findings: [], notes };
	const items = itemsOf(document);
	const roles = writersOf(context, notes);
	if (items.length === 0) notes.push({ kind: "not-run", message: NO_ITEMS });
	if (items.length === 0 || roles.length === 0) return { scores: [], findings: [], notes };
	const outcomes = yield roles.flatMap((role) =>
		items.flatMap((item) => Array.from({ length: SAMPLES }, (_, i) => question(role, item, i, context))),
	);
	const written = (r: number, i: number): readonly string[] => {
		const from = (r * items.length + i) * SAMPLES;
		const item = items[i];
		const at = item?.sentence ? { at: item.sentence } : {};
		return outcomes.slice(from, from + SAMPLES).flatMap((outcome) => {
			const answer = answerOr(outcome, "generate", notes, roles[r] ?? "target", { what: "A sample", ...at });
			return answer ? [answer.text] : [];
		});
	};
	const samples = roles.map((role, r) => ({ role, texts: items.map((_, i) => written(r, i)) }));
	return {
		scores: samples.flatMap(({ role, texts }) => scoresOf(role, items, texts)),
		findings: findingsOf(document, items, samples),
		notes,
	};
}

function question(role: Role, item: Item, i: number, context: ProbeContext): GenerateQuestion {
	const isChat = item.kind === "question" && context.chat(role);
	// Equal for all models and in every audit of the same text with the same seed.
	const seed = seedOf(`${context.seed} ${i} ${item.stem}`);
	return {
		kind: "generate",
		role,
		prompt: item.stem,
		maxTokens: MOST_TOKENS,
		sampling: { ...SCHEME, seed },
		stop: isChat ? [] : ["\n"],
		...(isChat ? { chat: true as const } : {}),
	};
}

const leaksOf = (item: Item, texts: readonly string[]): number =>
	texts.filter((text) => containsAnswer(text, item.answer)).length;

function scoresOf(role: Role, items: readonly Item[], texts: readonly (readonly string[])[]): readonly Score[] {
	const asked = items.flatMap((item, i) => {
		const own = texts[i] ?? [];
		return own.length === SAMPLES ? [{ item, own, leaks: leaksOf(item, own) }] : [];
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
				asked.map(({ item, own }) =>
					expectedMaximum(
						own.map((text) => rougeL(item.answer, text, false).recall),
						SAMPLES,
					),
				),
			),
		},
		{ metric: "samples", role, value: asked.length * SAMPLES },
		{ metric: "leaking_samples", role, value: asked.reduce((sum, { leaks }) => sum + leaks, 0) },
	];
}

function findingsOf(
	document: Document,
	items: readonly Item[],
	samples: readonly { readonly role: Role; readonly texts: readonly (readonly string[])[] }[],
): readonly Finding[] {
	return items.flatMap((item, i): readonly Finding[] => {
		const of = (role: Role) => samples.find((s) => s.role === role)?.texts[i];
		const [target, reference] = [of("target") ?? [], of("reference")];
		const produced = target.find((text) => containsAnswer(text, item.answer));
		if (produced === undefined) return [];
		const share = (texts: readonly string[]): number => leaksOf(item, texts) / SAMPLES;
		return [
			{
				span: item.sentence ?? { start: 0, end: document.text.length },
				metric: "answer_sampled",
				value: share(target),
				...(reference ? { control: share(reference) } : {}),
				evidence: {
					prompt: item.stem,
					expected: item.answer,
					produced,
					numbers: Object.fromEntries(
						samples.map(({ role, texts }) => [role, { answer_sampled: share(texts[i] ?? []) }]),
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
			interval: clopperPearson(leaks, n),
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
