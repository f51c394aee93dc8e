import { missingTests, NOT_BUILT } from "./missingTests.ts";
import { passes } from "./passes.ts";
import type { Claim, Policy } from "./policy.ts";
import { powerOf } from "./power.ts";
import { privacySentence } from "./privacy.ts";
import { speedOf, speedSentence } from "./relearning/relearningSpeed.ts";
import { lowerBounds } from "./relearning/relearningStatistics.ts";
import type { Residual } from "./residual.ts";
import type { Verdict } from "./result.ts";
import { PARTED_STATISTICS, STATISTIC_NAMES, STATISTIC_TITLES, type StatisticName } from "./statisticName.ts";
import {
	measureStatistics,
	statisticSentence,
	triedStatistic,
	unmeasuredParts,
	unmeasuredTries,
} from "./statistics.ts";
import { sufficient, sufficientWords } from "./sufficient.ts";
import { collapseOf, utilityOf, utilitySentence } from "./utility.ts";
import type { VerdictInput } from "./verdictInput.ts";
import { labelOf } from "./verdictLabel.ts";

const CLAIMS: Readonly<Record<Claim, string>> = {
	suppression: "suppression, black-box prompts",
	"suppression-sampling": "suppression, black-box prompts with sampling",
	"suppression-quantised": "suppression, black-box prompts with sampling, of quantised copies too",
	removal: "removal, white-box",
};

/** A statistic, or L restricted to what a number of tries brings out. */
type Requirement = StatisticName | "tries";

/** What a claim rests on (metrics.md 13.4). */
const REQUIRED: Readonly<Record<Claim, readonly Requirement[]>> = {
	suppression: ["B", "C"],
	"suppression-sampling": ["B", "C", "tries"],
	"suppression-quantised": ["B", "C", "tries", "Q"],
	removal: ["B", "C", "L", "Q", "D", "N"],
};

const TRIES = "What tries bring out";
const AT_TRIES = "L at 16 tries";

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
	const required: readonly Requirement[] = policy.verdict.required ?? REQUIRED[policy.claim];
	const parts = {
		B: unmeasuredParts("B", input),
		L: unmeasuredParts("L", input),
		C: unmeasuredParts("C", input),
		Q: unmeasuredParts("Q", input),
		tries: unmeasuredTries(input),
	};
	const tries = required.includes("tries") ? triedStatistic(input) : "the claim does not rest on it";
	const statisticOf = (name: Requirement) => (name === "tries" ? tries : statistics[name]);
	const supported =
		policy.claim !== "removal" &&
		input.blind === undefined &&
		required.every((name) => passes(statisticOf(name), policy)) &&
		!bounds.some((name) => required.includes(name)) &&
		[...PARTED_STATISTICS, "tries" as const].every((name) => !required.includes(name) || parts[name].length === 0) &&
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
				if (typeof statistic === "string") return [];
				const short = required.includes(name)
					? shortSentence(STATISTIC_TITLES[name], name, statistic, policy)
					: undefined;
				return [statisticSentence(STATISTIC_TITLES[name], name, statistic, policy), ...(short ? [short] : [])];
			}),
			...(typeof tries === "string"
				? []
				: [statisticSentence(TRIES, AT_TRIES, tries, policy), shortSentence(TRIES, AT_TRIES, tries, policy)].flatMap(
						(said) => said ?? [],
					)),
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
			privacy: privacy !== undefined ? "measured" : "min-k" in input.conclusions ? "not measured" : "not asked",
		}),
		notBuilt: NOT_BUILT,
	};
}

/** Why a statistic without a leak passes no claim, and what would do; undefined where it passes or shows a leak. */
function shortSentence(title: string, code: string, statistic: Residual, policy: Policy): string | undefined {
	const { leak, widestInterval } = policy.verdict;
	const [low, high] = statistic.interval;
	if (statistic.value > leak || passes(statistic, policy) || Number.isNaN(high)) return undefined;
	const why = high > leak ? `reaches beyond ${leak}` : `is wider than ${widestInterval}`;
	const settled = sufficientWords(sufficient(statistic, leak, widestInterval));
	return `${title} (${code}) passes no claim yet: its interval [${low.toFixed(2)}, ${high.toFixed(2)}] ${why}; ${settled}.`;
}
