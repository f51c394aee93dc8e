import type { SetName } from "../corpus/document.ts";
import type { Role } from "../model/question.ts";
import type { Conclusion } from "../probes/probe.ts";
import type { NullGate, PrivacySpread } from "./furtherReferences.ts";
import { missingTests, NOT_BUILT } from "./missingTests.ts";
import type { Claim, Policy } from "./policy.ts";
import { powerOf } from "./power.ts";
import { privacySentence } from "./privacy.ts";
import type { Relearned } from "./relearning/relearned.ts";
import { speedOf, speedSentence } from "./relearning/relearningSpeed.ts";
import { lowerBounds } from "./relearning/relearningStatistics.ts";
import type { Residual } from "./residual.ts";
import type { DocumentResult, Verdict } from "./result.ts";
import {
	measureStatistics,
	PARTED_STATISTICS,
	STATISTIC_NAMES,
	type StatisticName,
	statisticSentence,
	unmeasuredParts,
} from "./statistics.ts";
import type { Unasked } from "./unasked.ts";
import { collapseOf, utilityOf, utilitySentence } from "./utility.ts";
import { labelOf } from "./verdictLabel.ts";

export interface VerdictInput {
	readonly documents: Readonly<Record<SetName, readonly DocumentResult[]>>;
	readonly conclusions: Readonly<Record<string, Conclusion>>;
	readonly models: Readonly<Partial<Record<Role, unknown>>>;
	readonly policy: Policy;
	readonly seed: number;
	/** Why this audit cannot tell a leak whatever its numbers are; its label is then INCONCLUSIVE. */
	readonly blind?: string;
	/** Whether models that never saw the forget set look alike, where several were given. */
	readonly nullGate?: NullGate;
	/** PrivLeak among them. */
	readonly spread?: PrivacySpread;
	/** What copies of the models say after a little training, or why there are none. */
	readonly relearned?: Relearned | string;
	/** The forget documents as the target answers with smaller weights. */
	readonly quantised?: readonly { readonly name: string; readonly documents: readonly DocumentResult[] }[];
	/** Forget documents of which no passage was asked. */
	readonly unasked?: readonly Unasked[];
}

const CLAIMS: Readonly<Record<Claim, string>> = {
	suppression: "suppression, black-box prompts",
	"suppression-sampling": "suppression, black-box prompts with sampling",
	"suppression-quantised": "suppression, black-box prompts with sampling, of quantised copies too",
	removal: "removal, white-box",
};

/** Statistics a claim rests on (metrics.md 13.4). */
const REQUIRED: Readonly<Record<Claim, readonly StatisticName[]>> = {
	suppression: ["B", "C"],
	"suppression-sampling": ["B", "C", "L"],
	"suppression-quantised": ["B", "C", "L", "Q"],
	removal: ["B", "C", "L", "Q", "D", "N"],
};

/**
 * The verdict of metrics.md 13 as far as this audit reaches: B, L, C, Q, D, N, AIN and utility. A clean result is never called
 * "removed"; a missing test is INCONCLUSIVE, never a pass.
 */
export function verdictOf(input: VerdictInput): Verdict {
	const { policy, models } = input;
	const { retain, holdout } = input.documents;
	const statistics = measureStatistics(input);
	const utility = utilityOf(retain, models);
	const power = powerOf(retain, policy);
	const collapse = collapseOf(retain, models);
	const isSpoilt = utility !== undefined && utility.ratio < policy.verdict.utility;
	const destroyed = isSpoilt || collapse !== undefined;
	const speed = speedOf(input.relearned, input.seed);
	const { label, because } = labelOf({ statistics, speed, power }, input);
	const bounds = lowerBounds(input.relearned);
	const required = policy.verdict.required ?? REQUIRED[policy.claim];
	const parts = {
		B: unmeasuredParts("B", input),
		L: unmeasuredParts("L", input),
		C: unmeasuredParts("C", input),
	};
	const supported =
		policy.claim !== "removal" &&
		input.blind === undefined &&
		required.every((name) => passes(statistics[name], policy)) &&
		!bounds.some((name) => required.includes(name)) &&
		PARTED_STATISTICS.every((name) => !required.includes(name) || parts[name].length === 0) &&
		models.original !== undefined &&
		power.enough &&
		utility !== undefined &&
		!destroyed;
	const privacy = privacySentence(input.conclusions, input.spread);
	const [hasRetain, hasHoldout] = [retain.length > 0, holdout.length > 0];
	return {
		claim: CLAIMS[policy.claim],
		label,
		supported,
		flags: destroyed ? ["DESTROYED"] : [],
		reasons: [
			because,
			...STATISTIC_NAMES.flatMap((name) => {
				const statistic = statistics[name];
				return typeof statistic === "string" ? [] : [statisticSentence(name, statistic, policy)];
			}),
			...(typeof speed === "string" ? [] : [speedSentence(speed)]),
			...(privacy ? [privacy] : []),
			...(hasRetain ? [power.sentence] : []),
			...(utility ? [utilitySentence(utility, isSpoilt, policy.verdict.utility)] : []),
			...(collapse ? [collapse] : []),
		],
		missing: missingTests({
			statistics,
			parts,
			bounds: models.original ? bounds : [],
			...(typeof speed === "string" ? { noSpeed: speed } : {}),
			models,
			several: input.spread !== undefined || input.nullGate !== undefined,
			retain: hasRetain,
			holdout: hasHoldout,
			utility: utility !== undefined,
		}),
		notBuilt: NOT_BUILT,
	};
}

/** A pass needs the whole interval below the threshold, and one narrow enough to mean something. */
function passes(statistic: Residual | string, policy: Policy): boolean {
	if (typeof statistic === "string") return false;
	const [low, high] = statistic.interval;
	return high <= policy.verdict.leak && high - low <= policy.verdict.widestInterval;
}
