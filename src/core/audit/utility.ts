import type { Role } from "../model/question.ts";
import { mean } from "../stats/mean.ts";
import { type Measure, scoreColumn } from "./residual.ts";
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
	const { own, other, n } = besides(retain, { probe: "continuation", metric: "rougeL_recall" }, against);
	return n > 0 && other > 0 ? { ratio: own / other, against, n } : undefined;
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
	const { own, other, n } = besides(retain, { probe: "fluency", metric: "fluency" }, against);
	if (n === 0 || own >= COLLAPSE * other) return undefined;
	return `Fluency: what the target writes after the openings of n = ${n} retain documents has ${own.toFixed(2)} bits, the ${against}'s ${other.toFixed(2)}; below half of them it writes no language any more. Model damaged: forget scores are not meaningful.`;
}

/** The target's mean beside another model's, over the documents that both have a score of. */
function besides(documents: readonly DocumentResult[], measure: Pick<Measure, "probe" | "metric">, against: Role) {
	const theirs = scoreColumn(documents, measure, against);
	const both = scoreColumn(documents, measure, "target").flatMap((own, i) => {
		const other = theirs[i] ?? Number.NaN;
		return Number.isNaN(own) || Number.isNaN(other) ? [] : [{ own, other }];
	});
	return { own: mean(both.map(({ own }) => own)), other: mean(both.map(({ other }) => other)), n: both.length };
}

/** The number with its n, its orientation and its threshold; `least` comes from the policy. */
export function utilitySentence(utility: Utility, destroyed: boolean, least: number): string {
	const banner = destroyed ? " Model damaged: forget scores are not meaningful." : "";
	return `Utility: ROUGE-L recall on n = ${utility.n} retain ${utility.n === 1 ? "document" : "documents"} is ${utility.ratio.toFixed(2)} of the ${utility.against}'s; higher = better, threshold ${least}.${banner}`;
}
