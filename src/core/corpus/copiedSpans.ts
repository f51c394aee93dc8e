import type { Span } from "./document.ts";
import { wordSpans, words } from "./shingles.ts";

/** Words in a row that count as copied (metrics.md 11.5). */
const RUN = 5;

/**
 * Copy mask: the words of an answer, as spans of it, that lie in a run of five consecutive words (the whole of a shorter
 * answer) which a context already holds. Compared after NFKC, lower-casing and stripping punctuation.
 */
export function copiedSpans(answer: string, context: string): readonly Span[] {
	const spans = wordSpans(answer);
	const wanted = spans.map(({ start, end }) => words(answer.slice(start, end)).join(" "));
	const size = Math.min(RUN, wanted.length);
	if (size === 0) return [];
	const haystack = ` ${words(context).join(" ")} `;
	const masked = new Set<number>();
	for (let i = 0; i + size <= wanted.length; i++) {
		if (!haystack.includes(` ${wanted.slice(i, i + size).join(" ")} `)) continue;
		for (let j = i; j < i + size; j++) masked.add(j);
	}
	return spans.filter((_, i) => masked.has(i));
}

/** The share of an answer's words that a context already holds, 0 to 1; 0 for no words. */
export function copiedShare(answer: string, context: string): number {
	const all = wordSpans(answer).length;
	return all === 0 ? 0 : copiedSpans(answer, context).length / all;
}
