import type { Role } from "../model/question.ts";
import { mean } from "../stats/mean.ts";
import { scoreColumn } from "./residual.ts";
import type { DocumentResult } from "./result.ts";

/** Retain performance relative to a model that was not unlearned. */
export interface Utility {
	readonly ratio: number;
	readonly against: Role;
	readonly n: number;
}

/** ROUGE-L recall of greedy continuations of retain text, relative to the original or, without one, the reference. */
export function utilityOf(
	retain: readonly DocumentResult[],
	models: Readonly<Partial<Record<Role, unknown>>>,
): Utility | undefined {
	const against: Role | undefined = models.original ? "original" : models.reference ? "reference" : undefined;
	if (!against) return undefined;
	const measure = { probe: "continuation", metric: "rougeL_recall" };
	const target = scoreColumn(retain, measure, "target");
	const other = scoreColumn(retain, measure, against);
	const both = target.flatMap((t, i) =>
		Number.isNaN(t) || Number.isNaN(other[i] ?? Number.NaN) ? [] : [[t, other[i] ?? 0] as const],
	);
	const whole = mean(both.map(([, o]) => o));
	return both.length > 0 && whole > 0
		? { ratio: mean(both.map(([t]) => t)) / whole, against, n: both.length }
		: undefined;
}

/** Fluency below this share of the original's has collapsed (metrics.md 13.2; own default). */
const COLLAPSE = 0.5;

/**
 * A sentence when what the target writes has collapsed: the entropy of its free text is below half of the original's or,
 * without one, the reference's. Undefined when it has not, or was not measured.
 */
export function collapseOf(
	retain: readonly DocumentResult[],
	models: Readonly<Partial<Record<Role, unknown>>>,
): string | undefined {
	const against: Role = models.original ? "original" : "reference";
	const measure = { probe: "fluency", metric: "fluency" };
	const [own, other] = [scoreColumn(retain, measure, "target"), scoreColumn(retain, measure, against)];
	const both = own.flatMap((bits, i) => {
		const theirs = other[i] ?? Number.NaN;
		return Number.isNaN(bits) || Number.isNaN(theirs) ? [] : [[bits, theirs] as const];
	});
	const [mine, whole] = [mean(both.map(([bits]) => bits)), mean(both.map(([, bits]) => bits))];
	if (both.length === 0 || mine >= COLLAPSE * whole) return undefined;
	return `Fluency: what the target writes after the openings of n = ${both.length} retain documents has ${mine.toFixed(2)} bits, the ${against}'s ${whole.toFixed(2)}; below half of them it writes no language any more. Model damaged: forget scores are not meaningful.`;
}

/** The number with its n, its orientation and its threshold; `least` comes from the policy. */
export function utilitySentence(utility: Utility, destroyed: boolean, least: number): string {
	const banner = destroyed ? " Model damaged: forget scores are not meaningful." : "";
	return `Utility: ROUGE-L recall on n = ${utility.n} retain ${utility.n === 1 ? "document" : "documents"} is ${utility.ratio.toFixed(2)} of the ${utility.against}'s; higher = better, threshold ${least}.${banner}`;
}
