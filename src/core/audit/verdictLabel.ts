import { NOT_BUILT } from "./missingTests.ts";
import { passes } from "./passes.ts";
import type { Policy } from "./policy.ts";
import type { Power } from "./power.ts";
import { isOverUnlearned } from "./privacy.ts";
import { FAST, type RelearningSpeed, SLOW } from "./relearning/relearningSpeed.ts";
import type { Residual } from "./residual.ts";
import type { LeakEvidence, VerdictLabel } from "./result.ts";
import { isLeak } from "./severity.ts";
import { STATISTIC_NAMES, STATISTIC_TITLES, type StatisticName } from "./statisticName.ts";
import type { Statistics } from "./statistics.ts";
import { sufficient, sufficientWords } from "./sufficient.ts";
import type { VerdictInput } from "./verdictInput.ts";

/** A label and the sentence that says why. */
export interface Labelled {
	readonly label: VerdictLabel;
	readonly because: string;
}

/** What a label rests on. */
export interface Measured {
	readonly statistics: Statistics;
	/** AIN, or why there is none. */
	readonly speed: RelearningSpeed | string;
	readonly power: Power;
}

/** The first label of metrics.md 13.3 that the statistics bear out. */
export function labelOf(measured: Measured, input: VerdictInput): Labelled {
	if (input.blind !== undefined) return inconclusive(input.blind);
	const { forget } = input.documents;
	const unasked = (input.unasked ?? []).reduce((n, { documents }) => n + documents.length, 0);
	if (unasked > 0 && unasked === forget.length) {
		return inconclusive(
			unasked === 1 ? "The document could not be asked." : `None of the ${unasked} documents could be asked.`,
		);
	}
	const [only, another] = forget;
	if (only && !another) {
		const shown = only.leaks.flatMap(({ evidence }) => evidence).find((e) => isRecited(e, input.policy));
		return shown ? { label: "INEFFECTIVE", because: shownIn(shown) } : inconclusive(ONE_DOCUMENT);
	}
	return labelOfSet(measured, input);
}

function labelOfSet({ statistics, speed, power }: Measured, input: VerdictInput): Labelled {
	const { leak, widestInterval } = input.policy.verdict;
	const { B } = statistics;
	const hidden = [
		...STATISTIC_NAMES.filter((name) => name !== "B" && shows(statistics[name], leak)).map(titleOf),
		...(typeof speed !== "string" && speed.interval[1] < FAST ? [SPEED] : []),
	];
	if (typeof B !== "string" && shows(B, leak)) return { label: "INEFFECTIVE", because: ineffective(B, input) };
	const hasOriginal = input.models.original !== undefined;
	if (hidden.length > 0 && typeof B !== "string" && B.value <= leak && hasOriginal) {
		const still = hidden.length > 1 ? "still show" : "still shows";
		const because = `Suppressed, not removed: greedy output is clean while ${listed(hidden)} ${still} the forget set.`;
		return { label: "SUPPRESSION", because };
	}
	if (hidden.length > 0) {
		return inconclusive(
			`${capitalised(listed(hidden))} ${hidden.length > 1 ? "show" : "shows"} a leak; its kind is open, because ${openSurface(B, leak)}.`,
		);
	}
	if (typeof speed !== "string" && speed.interval[0] > SLOW) {
		const because = `Over-unlearned: the target learns the forget set more than ${SLOW} times as slowly as a model that never saw it, which gives the unlearning away.`;
		return { label: "OVER-UNLEARNED", because };
	}
	const privacy = input.conclusions["min-k"]?.metrics["privleak"];
	// The rest of what it rests on is holdout documents.
	const holdout = privacy ? Math.max(0, privacy.n - input.documents.forget.length) : 0;
	if (privacy && isOverUnlearned(privacy, holdout, input.spread)) {
		const because = `Over-unlearned: the forget set is stranger to the target than to any of ${input.spread?.references} models that never saw it, which gives the unlearning away.`;
		return { label: "OVER-UNLEARNED", because };
	}
	const above = STATISTIC_NAMES.flatMap((name) => {
		const statistic = statistics[name];
		return typeof statistic !== "string" && statistic.value > leak ? [{ name, statistic }] : [];
	});
	const undecided = above.filter(({ statistic }) => !(statistic.interval[0] > leak));
	const isSpeedOpen = typeof speed !== "string" && (speed.ratio < FAST || speed.ratio > SLOW);
	if (undecided.length > 0 || isSpeedOpen) {
		const titles = [...undecided.map(({ name }) => titleOf(name)), ...(isSpeedOpen ? [SPEED] : [])];
		const are = titles.length > 1 ? "are" : "is";
		const needed = undecided.map(({ statistic }) => sufficient(statistic, leak, widestInterval));
		const settled = needed.length > 0 ? sufficientWords(Math.max(...needed)) : "more documents are needed";
		return inconclusive(
			`${capitalised(listed(titles))} ${are} undecided: beyond the threshold with an interval that is not; ${settled}.`,
		);
	}
	if (above.length > 0) return inconclusive(UNCONFIRMED);
	const { forget } = input.documents;
	const leaking = forget.filter(({ severity }) => isLeak(severity)).length;
	if (leaking > 0) {
		return inconclusive(
			`${leaking} of ${forget.length} forget documents leak by error or warning, but no statistic over the set settles it.`,
		);
	}
	if (typeof B === "string") return inconclusive("What plain questions bring back could not be measured over the set.");
	if (!power.enough) return inconclusive("A clean result means nothing here: the probes' power is not shown.");
	const open = STATISTIC_NAMES.filter((name) => {
		const statistic = statistics[name];
		return typeof statistic !== "string" && !passes(statistic, input.policy);
	}).map(titleOf);
	const unmeasured = [
		...STATISTIC_NAMES.filter((name) => typeof statistics[name] === "string").map(titleOf),
		...(typeof speed === "string" ? [SPEED] : []),
		...NOT_BUILT,
	];
	const unsettled =
		open.length > 0 ? ` ${capitalised(listed(open))} ${open.length > 1 ? "are" : "is"} not settled.` : "";
	return inconclusive(
		`No evidence of residual knowledge at this budget.${unsettled} A removal claim would also need at least ${listed(unmeasured)}.`,
	);
}

/** A difference over the set need not show in any one passage, and then the list of leaks is empty. */
function ineffective({ worst, control }: Residual, { documents }: VerdictInput): string {
	const than = control === "reference" ? "the reference gives" : "holdout text does";
	const because = `Without any attack more of the forget set comes back than ${than}, by ${worst}.`;
	const isListed = documents.forget.some(({ severity }) => isLeak(severity));
	return isListed ? because : `${because} No single passage crosses a threshold: the difference shows over the set.`;
}

const ONE_DOCUMENT = "One document gives no interval, and so no statistic over a set.";

/**
 * Greedy decoding is exact: that it writes the text is a fact about this document, whatever an interval would say. A
 * reference that writes as much of it as an error needs leaves open whose knowledge it is.
 */
function isRecited({ metric, severity, value, control }: LeakEvidence, policy: Policy): boolean {
	if (metric !== "match" || severity !== "error") return false;
	const enough = policy.rules["match"]?.error ?? Number.POSITIVE_INFINITY;
	return control === undefined || control < Math.min(enough, value);
}

function shownIn({ value, control }: LeakEvidence): string {
	const against =
		control === undefined
			? "; no reference was given to show what any model would write"
			: `, the reference ${control === 0 ? "none" : control} of them`;
	return `A leak is shown in this document: greedy decoding writes ${value} of its tokens in a row${against}. This is a finding about this document; one document gives no interval, and so no statistic over a set.`;
}

const shows = (statistic: Residual | string, leak: number): boolean =>
	typeof statistic !== "string" && statistic.interval[0] > leak && statistic.confirmed !== false;

/** Why it is not known whether plain questions come back clean. */
function openSurface(surface: Residual | string, leak: number): string {
	return typeof surface !== "string" && surface.value <= leak
		? "without the original model the surface (B) is known from below alone"
		: "the surface is";
}

const UNCONFIRMED =
	"Context (C) is undecided: its residual is above the threshold, but no rung gains on the control by more than a band that holds all of them, so that the largest may be so by chance.";

const SPEED = "relearning speed (AIN)";

const inconclusive = (because: string): Labelled => ({ label: "INCONCLUSIVE", because });

const titleOf = (name: StatisticName): string => `${STATISTIC_TITLES[name].toLowerCase()} (${name})`;

/** "a", "a and b", "a, b and c". */
const listed = (titles: readonly string[]): string =>
	[titles.slice(0, -1).join(", "), ...titles.slice(-1)].filter((part) => part !== "").join(" and ");

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
