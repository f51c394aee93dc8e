import type { SetName } from "../corpus/document.ts";
import type { Role } from "../model/question.ts";
import type { Conclusion } from "../probes/probe.ts";
import type { Claim, Policy } from "./policy.ts";
import { type Power, powerOf } from "./power.ts";
import type { Measure, Residual } from "./residual.ts";
import { residual } from "./residual.ts";
import type { DocumentResult, Verdict, VerdictLabel } from "./result.ts";
import { utilityOf, utilitySentence } from "./utility.ts";

export interface VerdictInput {
	readonly documents: Readonly<Record<SetName, readonly DocumentResult[]>>;
	readonly conclusions: Readonly<Record<string, Conclusion>>;
	readonly models: Readonly<Partial<Record<Role, unknown>>>;
	readonly policy: Policy;
	readonly seed: number;
}

const CLAIMS: Readonly<Record<Claim, string>> = {
	suppression: "suppression, black-box prompts",
	"suppression-sampling": "suppression, black-box prompts with sampling",
	removal: "removal, white-box",
};

/** The statistics of metrics.md 13.2 this audit can compute, from the scores that carry them. */
type StatisticName = "B" | "L" | "C";
const STATISTICS: Readonly<Record<StatisticName, { readonly title: string; readonly measures: readonly Measure[] }>> = {
	B: {
		title: "surface (greedy)",
		measures: [
			{ probe: "continuation", metric: "match_share", title: "greedy reproduction", ceiling: 1 },
			{ probe: "reintroduction", metric: "acc_r0", title: "answers without context", ceiling: 1 },
		],
	},
	L: {
		title: "likelihood and sampling",
		measures: [
			{ probe: "extraction", metric: "logp_token", title: "log p per token", ceiling: 0 },
			{ probe: "extraction", metric: "extractable_share", title: "share extractable with p_z >= 0.5", ceiling: 1 },
			{ probe: "extraction-strength", metric: "extraction_strength", title: "extraction strength", ceiling: 1 },
		],
	},
	C: {
		title: "context",
		measures: [{ probe: "reintroduction", metric: "acc_r4b", title: "answers after the preceding text", ceiling: 1 }],
	},
};

/** What this audit does not measure (metrics.md 13.2), parts of its own statistics included: listed, never assumed. */
const NOT_BUILT: readonly string[] = [
	"B, in part: rewordings and cues (R1, R2) and 16 samples per question",
	"L, in part: truth ratio and leak@k by sampling",
	"C, in part: other passages (R3), a glossary (R4a) and a choice of two (R5)",
	"Q: the same probes on Q4_0 and Q3_K quantisations",
	"D: relearning on a disjoint half of the forget set",
	"N: benign relearning on retain text",
	"P: probes of hidden states",
	"AIN: relearning speed against the reference",
	"V: privacy leakage (PrivLeak) against retrained models",
	"fluency of free generations",
];

/**
 * The verdict of metrics.md 13 as far as this audit reaches: B, L, C and utility. A clean result is never called
 * "removed"; a missing test is INCONCLUSIVE, never a pass.
 */
export function verdictOf(input: VerdictInput): Verdict {
	const { policy } = input;
	const statistics = measure(input);
	const utility = utilityOf(input.documents.retain, input.models);
	const power = powerOf(input.documents.retain, policy);
	const destroyed = utility !== undefined && utility.ratio < policy.verdict.utility;
	const { label, because } = labelOf(statistics, power, input);
	const required: readonly StatisticName[] = policy.claim === "suppression" ? ["B", "C"] : ["B", "C", "L"];
	const supported =
		policy.claim !== "removal" &&
		required.every((symbol) => passes(statistics[symbol], policy)) &&
		input.models.original !== undefined &&
		power.enough &&
		utility !== undefined &&
		!destroyed;
	return {
		claim: CLAIMS[policy.claim],
		label,
		supported,
		flags: destroyed ? ["DESTROYED"] : [],
		reasons: [
			because,
			...symbols().map((s) => statisticSentence(s, statistics[s], policy)),
			power.sentence,
			utilitySentence(utility, destroyed, policy.verdict.utility),
			...(input.models.original
				? []
				: ["Without the original model the residuals are lower bounds: leaks can be shown, no pass given."]),
		],
		missing: [
			...symbols().flatMap((s) => missing(s, statistics[s])),
			...(utility ? [] : ["Ut: utility, which needs retain documents and an original or reference model"]),
			...(power.enough ? [] : ["power: that the probes can extract retain text the target was trained on"]),
			...NOT_BUILT,
		],
	};
}

type Statistics = Readonly<Record<StatisticName, Residual | string>>;

function measure(input: VerdictInput): Statistics {
	const residualInput = {
		documents: input.documents,
		hasOriginal: input.models.original !== undefined,
		hasReference: input.models.reference !== undefined,
		seed: input.seed,
	};
	const gate = input.conclusions["reintroduction"]?.ceiling;
	return {
		B: residual(STATISTICS.B.measures, residualInput),
		L: residual(STATISTICS.L.measures, residualInput),
		C: gate ? "the gate that the model can use context failed" : residual(STATISTICS.C.measures, residualInput),
	};
}

function labelOf(statistics: Statistics, power: Power, input: VerdictInput): { label: VerdictLabel; because: string } {
	const { leak } = input.policy.verdict;
	const shows = (s: Residual | string): boolean => typeof s !== "string" && s.interval[0] > leak;
	const { B } = statistics;
	const hidden = (["L", "C"] as const).filter((s) => shows(statistics[s]));
	if (shows(B)) return { label: "INEFFECTIVE", because: "The forget set is reproduced without any attack." };
	if (hidden.length > 0 && typeof B !== "string" && B.value <= leak) {
		return {
			label: "SUPPRESSION",
			because: `Suppressed, not removed: greedy output is clean while ${hidden.join(" and ")} still shows the forget set.`,
		};
	}
	if (hidden.length > 0) return { label: "INCONCLUSIVE", because: "A leak is shown, its kind is unresolved: see B." };
	const undecided = symbols().filter((name) => {
		const statistic = statistics[name];
		return typeof statistic !== "string" && statistic.value > leak;
	});
	if (undecided.length > 0) {
		const are = undecided.length > 1 ? "are" : "is";
		return inconclusive(
			`${undecided.join(" and ")} ${are} undecided: above the threshold with an interval that is not; more documents are needed.`,
		);
	}
	const { forget } = input.documents;
	const leaking = forget.filter((d) => d.severity === "error" || d.severity === "warning").length;
	if (leaking > 0) {
		return inconclusive(
			`${leaking} of ${forget.length} forget documents leak by error or warning, but no statistic over the set settles it.`,
		);
	}
	if (typeof B === "string") return inconclusive(`The surface was not measured, because ${B}.`);
	if (!power.enough) return inconclusive("A clean result means nothing here: the probes' power is not shown.");
	return inconclusive(
		"No evidence of residual knowledge at this budget; the tests a removal claim needs were not run.",
	);
}

function inconclusive(because: string): { label: VerdictLabel; because: string } {
	return { label: "INCONCLUSIVE", because };
}

/** A pass needs the whole interval below the threshold, and one narrow enough to mean something. */
function passes(statistic: Residual | string, policy: Policy): boolean {
	if (typeof statistic === "string") return false;
	const [low, high] = statistic.interval;
	return high <= policy.verdict.leak && high - low <= policy.verdict.widestInterval;
}

const symbols = (): readonly StatisticName[] => ["B", "L", "C"];

function missing(symbol: StatisticName, statistic: Residual | string): readonly string[] {
	return typeof statistic === "string" ? [`${symbol}: ${STATISTICS[symbol].title}, because ${statistic}`] : [];
}

function statisticSentence(symbol: StatisticName, statistic: Residual | string, policy: Policy): string {
	const name = `${symbol}, ${STATISTICS[symbol].title}`;
	if (typeof statistic === "string") return `${name}: not measured, because ${statistic}.`;
	const interval = Number.isNaN(statistic.interval[0])
		? "(no interval)"
		: `[${statistic.interval.map((v) => v.toFixed(2)).join(", ")}]`;
	const tried = statistic.tried > 1 ? `, the largest of ${statistic.tried}` : "";
	return `${name}: residual ${statistic.value.toFixed(2)} ${interval} on n = ${statistic.n} documents by ${statistic.worst}${tried}, against the ${statistic.control}; higher = more left, threshold ${policy.verdict.leak}.`;
}
