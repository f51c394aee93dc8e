import { lcsLength } from "./lcs.ts";
import { rougeTokens } from "./rougeTokens.ts";

/** All in [0, 1]; recall is relative to the reference. */
export interface Overlap {
	readonly precision: number;
	readonly recall: number;
	readonly f1: number;
}

export interface Rouge {
	readonly rouge1: Overlap;
	readonly rouge2: Overlap;
	readonly rougeL: Overlap;
}

/** ROUGE-1, -2 and -L as google-research `rouge_score` computes them (metrics.md 1.1). */
export function rouge(reference: string, prediction: string, stem: boolean): Rouge {
	const wanted = rougeTokens(reference, stem);
	const given = rougeTokens(prediction, stem);
	return {
		rouge1: ngramOverlap(wanted, given, 1),
		rouge2: ngramOverlap(wanted, given, 2),
		rougeL: lcsOverlap(wanted, given),
	};
}

/** ROUGE-L alone: sentence level, by longest common subsequence. */
export function rougeL(reference: string, prediction: string, stem: boolean): Overlap {
	return lcsOverlap(rougeTokens(reference, stem), rougeTokens(prediction, stem));
}

function lcsOverlap(wanted: readonly string[], given: readonly string[]): Overlap {
	const common = lcsLength(wanted, given);
	return overlap(common, wanted.length, given.length);
}

/** Clipped n-gram overlap. */
function ngramOverlap(wanted: readonly string[], given: readonly string[], n: number): Overlap {
	const a = ngrams(wanted, n);
	const b = ngrams(given, n);
	let common = 0;
	for (const [gram, count] of a) common += Math.min(count, b.get(gram) ?? 0);
	return overlap(common, Math.max(0, wanted.length - n + 1), Math.max(0, given.length - n + 1));
}

function ngrams(tokens: readonly string[], n: number): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (let i = 0; i + n <= tokens.length; i++) {
		const gram = tokens.slice(i, i + n).join(" ");
		counts.set(gram, (counts.get(gram) ?? 0) + 1);
	}
	return counts;
}

function overlap(common: number, wanted: number, given: number): Overlap {
	const precision = common / Math.max(given, 1);
	const recall = common / Math.max(wanted, 1);
	return { precision, recall, f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}
