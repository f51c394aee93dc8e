import type { Span } from "../corpus/document.ts";
import { joinSpans } from "../corpus/joinSpans.ts";
import { wordSpans } from "../corpus/shingles.ts";
import { mean } from "../stats/mean.ts";
import type { ReproducedRun } from "./reproducedRuns.ts";

/** Matching words in a row that count as reproduced where nobody says otherwise: common phrases are shorter. */
export const LEAST_RUN = 10;

/** How much of a text came out, each word counted once. */
export interface Coverage {
	/** bmc@k: share of the words asked for that lie inside some run, 0 to 1; NaN when none was. */
	readonly share: number;
	/** Most consecutive words that are covered, by however many runs. */
	readonly block: number;
	/** Words of the longest run. */
	readonly span: number;
}

/**
 * Book-memorised coverage (arXiv 2603.24917; metrics.md 7.5) of a text by the runs of it that were reproduced.
 * @param asked where the words stand that could have come out
 */
export function coverage(text: string, asked: readonly Span[], runs: readonly ReproducedRun[]): Coverage {
	// A window may end within a word and the next begin there.
	const [whole, covered] = [joinSpans(asked), joinSpans(runs.map(({ span }) => span))];
	const all = wordSpans(text);
	const isCovered = all.map((word) => isInside(word, covered));
	return {
		share: mean(isCovered.filter((_, i) => isInside(all[i] as Span, whole)).map(Number)),
		block: longestRun(isCovered),
		span: Math.max(0, ...runs.map(({ words }) => words)),
	};
}

const isInside = (word: Span, spans: readonly Span[]): boolean =>
	spans.some(({ start, end }) => start <= word.start && word.end <= end);

function longestRun(flags: readonly boolean[]): number {
	let longest = 0;
	let run = 0;
	for (const flag of flags) {
		run = flag ? run + 1 : 0;
		longest = Math.max(longest, run);
	}
	return longest;
}
