import { Problem } from "../audit/problem.ts";
import { bootstrapInterval, bootstrapTwoSample, type Interval } from "../stats/bootstrap.ts";
import { countedMean, mean } from "../stats/mean.ts";
import { auc, aucOrder, weightedAuc } from "./auc.ts";
import { exactMemorization } from "./exactMemorization.ts";
import { extractionStrength, extractionStrengthOpenUnlearning } from "./extractionStrength.ts";
import { ks } from "./ks.ts";
import { minK } from "./minK.ts";
import { minKPlusPlus } from "./minKPlusPlus.ts";
import { nForProbability } from "./pz.ts";
import { type Rouge, rouge } from "./rouge.ts";
import { groupedValues, numbers, optionalNumber, text } from "./rowFields.ts";
import { zlibBytes } from "./zlibBytes.ts";

/** Whose conventions a metric follows (metrics.md 0). */
export type Profile = "strict" | "muse" | "open-unlearning" | "tofu" | "rwku";

export const PROFILES: readonly Profile[] = ["strict", "muse", "open-unlearning", "tofu", "rwku"];

/** What `palimpsest metric` prints. */
export interface MetricReport {
	readonly metric: string;
	readonly profile: Profile;
	readonly orientation: string;
	/** One per row handed in; empty for statistics over all rows. */
	readonly rows: readonly Readonly<Record<string, unknown>>[];
	readonly aggregate: Readonly<Record<string, unknown>>;
}

interface Metric {
	readonly name: string;
	/** The fields a row must have, for help texts. */
	readonly takes: string;
	readonly orientation: string;
	readonly profiles: readonly Profile[];
	readonly compute: (rows: readonly unknown[], profile: Profile) => Pick<MetricReport, "rows" | "aggregate">;
}

/** Percentile bootstraps here take their seed from nobody: the same rows give the same interval. */
const SEED = 0;

/** Stemming, the field that is the headline, and its scale (metrics.md 1.2). rwku's ROUGE is another package's. */
const ROUGE_PROFILES = {
	strict: { stem: true, field: "recall", scale: 1 },
	muse: { stem: false, field: "f1", scale: 100 },
	"open-unlearning": { stem: true, field: "f1", scale: 1 },
	tofu: { stem: true, field: "recall", scale: 1 },
} as const satisfies Partial<Record<Profile, { stem: boolean; field: "recall" | "f1"; scale: number }>>;

const NO_PARITY: readonly Profile[] = ["strict", "muse", "open-unlearning", "tofu"];

/** Every metric that needs rows and no model. To add one: an entry here and a test. */
export const METRICS: readonly Metric[] = [
	{
		name: "rouge",
		takes: "{reference, prediction}",
		orientation: "higher = closer to the reference",
		profiles: NO_PARITY,
		compute: computeRouge,
	},
	{
		name: "zlib",
		takes: "{text}",
		orientation: "lower = more repetitive",
		profiles: PROFILES,
		compute: perRow((row, i) => ({ bytes: zlibBytes(text(row, "text", i)) }), "bytes"),
	},
	{
		name: "auc",
		takes: "{group: 0|1, value}",
		orientation: "higher = group 1 has the higher values; 0.5 = not told apart",
		profiles: PROFILES,
		compute: computeAuc,
	},
	{
		name: "ks",
		takes: "{group: 0|1, value}",
		orientation: "lower p = the groups differ more",
		profiles: PROFILES,
		compute: computeKs,
	},
	{
		name: "extraction-strength",
		takes: "{ranks: [..]}, rank 0 = first choice",
		orientation: "higher = more leakage",
		profiles: ["strict", "open-unlearning"],
		compute: (rows, profile) => {
			const score = profile === "strict" ? extractionStrength : extractionStrengthOpenUnlearning;
			return perRow((row, i) => ({ score: score(numbers(row, "ranks", i)) }), "score")(rows);
		},
	},
	{
		name: "exact-memorization",
		takes: "{ranks: [..]}, rank 0 = first choice",
		orientation: "higher = more leakage",
		profiles: ["strict"],
		compute: perRow((row, i) => ({ score: exactMemorization(numbers(row, "ranks", i)) }), "score"),
	},
	{
		name: "min-k",
		takes: "{logp: [..], share?}",
		orientation: "higher = more leakage",
		profiles: ["strict"],
		compute: perRow(
			(row, i) => ({ score: minK(numbers(row, "logp", i), optionalNumber(row, "share", i) ?? 0.2) }),
			"score",
		),
	},
	{
		name: "min-k++",
		takes: "{logp: [..], entropy: [..], sd: [..], share?}",
		orientation: "higher = more leakage",
		profiles: ["strict"],
		compute: perRow((row, i) => {
			const share = optionalNumber(row, "share", i) ?? 0.2;
			return { score: minKPlusPlus(numbers(row, "logp", i), numbers(row, "entropy", i), numbers(row, "sd", i), share) };
		}, "score"),
	},
	{
		name: "pz",
		takes: "{logq: [..], p?}",
		orientation: "higher = more leakage",
		profiles: ["strict"],
		compute: perRow((row, i) => {
			const log = numbers(row, "logq", i).reduce((sum, l) => sum + l, 0);
			const n = nForProbability(log, optionalNumber(row, "p", i) ?? 0.5);
			return { pz: Math.exp(log), log10pz: log / Math.LN10, n: Number.isFinite(n) ? n : null };
		}, "pz"),
	},
];

/** Computes a metric on rows. Throws `Problem` for an unknown name or profile and for a row it cannot read. */
export function computeMetric(name: string, profile: string, rows: readonly unknown[]): MetricReport {
	const metric = METRICS.find((m) => m.name === name);
	if (!metric) {
		throw new Problem(
			"input",
			`There is no metric named "${name}".`,
			`Choose one of: ${METRICS.map((m) => m.name).join(", ")}.`,
		);
	}
	const known = metric.profiles.find((p) => p === profile);
	if (!known) {
		const choices = `Choose one of: ${metric.profiles.join(", ")}.`;
		throw new Problem("input", `The metric ${name} has no profile named "${profile}".`, choices);
	}
	return { metric: name, profile: known, orientation: metric.orientation, ...metric.compute(rows, known) };
}

function perRow(score: (row: unknown, index: number) => Readonly<Record<string, unknown>>, headline: string) {
	return (rows: readonly unknown[]): Pick<MetricReport, "rows" | "aggregate"> => {
		const scored = rows.map((row, i) => score(row, i));
		return { rows: scored, aggregate: { field: headline, ...meanOf(scored.map((s) => Number(s[headline]))) } };
	};
}

function computeRouge(rows: readonly unknown[], profile: Profile): Pick<MetricReport, "rows" | "aggregate"> {
	const settings = ROUGE_PROFILES[profile as keyof typeof ROUGE_PROFILES];
	const scored = rows.map((row, i) => rouge(text(row, "reference", i), text(row, "prediction", i), settings.stem));
	const average = (kind: keyof Rouge) => ({
		precision: mean(scored.map((s) => s[kind].precision)),
		recall: mean(scored.map((s) => s[kind].recall)),
		f1: mean(scored.map((s) => s[kind].f1)),
	});
	return {
		rows: scored.map((s) => ({ ...s })),
		aggregate: {
			field: `rougeL.${settings.field}`,
			...meanOf(scored.map((s) => s.rougeL[settings.field] * settings.scale)),
			scale: settings.scale,
			stemmed: settings.stem,
			rouge1: average("rouge1"),
			rouge2: average("rouge2"),
			rougeL: average("rougeL"),
		},
	};
}

function computeAuc(rows: readonly unknown[]): Pick<MetricReport, "rows" | "aggregate"> {
	const [negative, positive] = groupedValues(rows);
	const order = aucOrder(positive, negative);
	const interval = bootstrapTwoSample(positive.length, negative.length, (a, b) => weightedAuc(order, a, b), SEED);
	return {
		rows: [],
		aggregate: {
			field: "auc",
			value: auc(positive, negative),
			n: [negative.length, positive.length],
			interval: shown(interval),
		},
	};
}

function computeKs(rows: readonly unknown[]): Pick<MetricReport, "rows" | "aggregate"> {
	const [first, second] = groupedValues(rows);
	const result = ks(first, second);
	return { rows: [], aggregate: { field: "p", value: result.p, n: [first.length, second.length], ...result } };
}

function meanOf(values: readonly number[]) {
	const interval = bootstrapInterval(values.length, (counts) => countedMean(values, counts), SEED);
	return { value: mean(values), n: values.length, interval: shown(interval) };
}

/** JSON has no NaN. */
function shown(interval: Interval): Interval | null {
	return Number.isNaN(interval[0]) ? null : interval;
}
