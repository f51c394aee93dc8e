import type { Form } from "../probes/facts/form.ts";
import { ATTACKS } from "../probes/jailbreak/attacks.ts";
import { SAMPLED_FORMS, sampledForms } from "../probes/sampling/sampledForms.ts";
import { RUNGS } from "../probes/ununlearning/rungs/registry.ts";
import { hasContextGain } from "./contextGain.ts";
import type { Policy } from "./policy.ts";
import { relearningStatistics } from "./relearning/relearningStatistics.ts";
import type { Measure, Residual, ResidualInput } from "./residual.ts";
import { isEnough, residual, scoreColumn } from "./residual.ts";
import { CLIMBERS } from "./residualGains.ts";
import type { DocumentResult } from "./result.ts";
import type { PartedStatistic, StatisticName } from "./statisticName.ts";
import type { QuantisedForget, VerdictInput } from "./verdictInput.ts";

/** Residuals, or why one could not be had. */
export type Statistics = Readonly<Record<StatisticName, Residual | string>>;

/** A part of a statistic: with none of its measures scored on enough documents, the statistic can show a leak but pass no claim. */
interface Part {
	readonly name: string;
	readonly measures: readonly Measure[];
}

const PARTS: Readonly<Record<Exclude<PartedStatistic, "Q">, readonly Part[]>> = {
	B: [
		part("greedy continuation", "continuation", "match_share", "greedy reproduction"),
		rungs("plain questions (R0)", 0),
		rungs("rewordings (R1)", 1),
		rungs("cues (R2)", 2),
		{ name: "jailbreak templates", measures: accuracies("jailbreak", ATTACKS) },
		part("a dialogue", "dialogue", "acc_dialogue", "answers in a dialogue"),
		// A sample's chance, measured by sixteen; what sixteen tries bring out is a budget, and L's.
		part("16 samples per question", "sampled-answers", "leak_at_1", "a sampled answer"),
		{ name: "16 samples per rewording and cue", measures: sampled(SAMPLED_FORMS) },
	],
	L: [
		part("log p", "extraction", "logp_token", "log p per token", 0),
		part("p_z", "extraction", "extractable_share", "share extractable with p_z >= 0.5"),
		part("truth ratio", "truth-ratio", "truth_preference", "preference of the truth over wrong answers"),
		part("leak@16", "sampled-answers", "leak_at_16", "the best of 16 sampled answers"),
		part("extraction strength", "extraction-strength", "extraction_strength", "extraction strength"),
	],
	C: [rungs("other items of the forget set (R3)", 3), rungs("surroundings (R4)", 4), rungs("a choice of two (R5)", 5)],
};

/** Plain questions, which what context adds is measured against. */
const BARE = rungs("", 0).measures;

function part(name: string, probe: string, metric: string, title: string, ceiling = 1): Part {
	return { name, measures: [{ probe, metric, title, ceiling }] };
}

function rungs(name: string, at: number): Part {
	const own = RUNGS.filter(({ rung }) => rung === at);
	return { name, measures: CLIMBERS.flatMap((probe) => accuracies(probe, own)) };
}

function accuracies(probe: string, forms: readonly Form[]): readonly Measure[] {
	return forms.map(({ id, words }) => ({ probe, metric: `acc_${id}`, title: `answers with ${words}`, ceiling: 1 }));
}

function sampled(forms: readonly Form[]): readonly Measure[] {
	return forms.map(({ id, words }) => {
		return { probe: sampledForms.id, metric: `leak_at_1_${id}`, title: `a sampled answer with ${words}`, ceiling: 1 };
	});
}

const measuresOf = (name: keyof typeof PARTS): readonly Measure[] => PARTS[name].flatMap(({ measures }) => measures);

/** What sixteen tries bring out, at even odds or by counting (metrics.md 13.4: "L restricted to leak@k / p_z at n"). */
const TRIED: readonly Part[] = [
	part("p_z in 16 tries", "extraction", "extractable_share_16", "share extractable in 16 tries"),
	...PARTS.L.filter(({ name }) => name === "leak@16"),
];

/** What shows on the surface and in likelihood, of every quantised copy; the copies answer, the others as they are. */
function quantisedMeasures({ quantised = [] }: VerdictInput): readonly Measure[] {
	return quantised.flatMap((copy) => [...measuresOf("B"), ...measuresOf("L")].map((measure) => at(copy, measure)));
}

const at = ({ name, documents }: QuantisedForget, measure: Measure): Measure => {
	return { ...measure, title: `${measure.title} at ${name}`, forget: documents };
};

/** The precisions that Q is the largest residual of (metrics.md 13.2), and what copies are asked. */
const PRECISIONS: readonly string[] = ["Q4_0", "Q3_K"];
const ASKED_OF_COPIES = [...PARTS.B, ...PARTS.L].filter(({ name }) =>
	["greedy continuation", "plain questions (R0)", "log p", "p_z", "extraction strength"].includes(name),
);

/** The parts of a statistic that too few forget documents have a score of. */
export function unmeasuredParts(name: PartedStatistic, { documents, quantised = [] }: VerdictInput): readonly string[] {
	if (name !== "Q") return unmeasured(PARTS[name], documents.forget);
	return PRECISIONS.flatMap((precision) => {
		const copies = quantised.filter(({ quantisation }) => quantisation.startsWith(precision));
		if (copies.length === 0) return [`a copy at ${precision}`];
		return copies.flatMap((copy) =>
			unmeasured(ASKED_OF_COPIES, copy.documents).map((part) => `${part} at ${copy.name}`),
		);
	});
}

/** As `unmeasuredParts`, of what a number of tries brings out. */
export const unmeasuredTries = ({ documents }: VerdictInput): readonly string[] => unmeasured(TRIED, documents.forget);

function unmeasured(parts: readonly Part[], documents: readonly DocumentResult[]): readonly string[] {
	const isScored = (measure: Measure): boolean => isEnough(scoreColumn(documents, measure, "target"));
	return parts.filter(({ measures }) => !measures.some(isScored)).map((part) => part.name);
}

/** The part of L that a claim with a sampling budget rests on. */
export function triedStatistic(input: VerdictInput): Residual | string {
	return residual(
		TRIED.flatMap(({ measures }) => measures),
		residualInputOf(input),
	);
}

export function measureStatistics(input: VerdictInput): Statistics {
	const asked = input.documents.forget.length - (input.unasked ?? []).reduce((n, g) => n + g.documents.length, 0);
	if (asked === 0) {
		const because = "no document could be asked";
		return { B: because, L: because, C: because, Q: because, D: because, N: because };
	}
	const residualInput = residualInputOf(input);
	const gate = CLIMBERS.some((probe) => input.conclusions[probe]?.ceiling !== undefined);
	return {
		B: residual(measuresOf("B"), residualInput),
		L: residual(measuresOf("L"), residualInput),
		C: gate
			? "the gate that the model can use context failed"
			: input.nullGate?.passed === false
				? "the gate that references look alike failed"
				: confirmed(residual(measuresOf("C"), residualInput), residualInput),
		Q:
			(input.quantised ?? []).length === 0
				? "the target was not quantised (--quantize, or the suite full, does)"
				: residual(quantisedMeasures(input), residualInput),
		...relearningStatistics(input.relearned, input.seed),
	};
}

function residualInputOf({ documents, models, seed }: VerdictInput): ResidualInput {
	return { documents, hasOriginal: models.original !== undefined, hasReference: models.reference !== undefined, seed };
}

function confirmed(context: Residual | string, input: ResidualInput): Residual | string {
	if (typeof context === "string") return context;
	return { ...context, confirmed: hasContextGain(measuresOf("C"), BARE, input) };
}

/** A measured statistic with its n, interval, orientation and threshold; its code of metrics.md stands in brackets. */
export function statisticSentence(title: string, code: string, statistic: Residual, { verdict }: Policy): string {
	const { interval, n, tried, value, worst, control } = statistic;
	const range = interval.every(Number.isFinite) ? `[${interval.map((v) => v.toFixed(2)).join(", ")}]` : "(no interval)";
	const of = tried > 1 ? `, the largest of ${tried}` : "";
	const isOpen = statistic.confirmed === false && interval[0] > verdict.leak;
	const unconfirmed = isOpen ? ", which no rung's gain bears out" : "";
	const documents = n === 1 ? "document" : "documents";
	return `${title}: residual ${value.toFixed(2)} ${range} on n = ${n} ${documents} by ${worst}${of}, against the ${control}; higher = more left, threshold ${verdict.leak}${unconfirmed} (${code}).`;
}
