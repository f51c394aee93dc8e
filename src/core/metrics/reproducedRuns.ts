import { copiedSpans } from "../corpus/copiedSpans.ts";
import type { Span } from "../corpus/document.ts";
import { placedWords } from "../corpus/placedWords.ts";
import { matchingBlocks } from "./longestMatch.ts";

/** Words in a row that a prediction has in common with a reference. */
export interface ReproducedRun {
	/** Where they stand in the reference. */
	readonly span: Span;
	readonly words: number;
}

/**
 * The runs of at least `shortest` words of a reference that a prediction reproduces, in the order of both; compared after
 * NFKC, lower-casing and stripping punctuation. Words that the prompt holds already in a run of five are trimmed, and what
 * they part counts apart (arXiv 2603.24917; metrics.md 7.5).
 */
export function reproducedRuns(
	reference: string,
	prediction: string,
	prompt: string,
	shortest: number,
): readonly ReproducedRun[] {
	const own = placedWords(reference);
	const wanted = own.map(({ word }) => word);
	const given = placedWords(prediction).map(({ word }) => word);
	const copied = new Set(copiedSpans(reference, prompt).map((span) => span.start));
	return matchingBlocks(wanted, given, shortest).flatMap(({ a, length }) =>
		parted(own.slice(a, a + length), ({ span }) => copied.has(span.start)).flatMap((kept) => {
			const [first, last] = [kept[0], kept.at(-1)];
			if (!first || !last || kept.length < shortest) return [];
			return [{ span: { start: first.span.start, end: last.span.end }, words: kept.length }];
		}),
	);
}

/** The stretches between the items that are taken out. */
function parted<T>(items: readonly T[], isOut: (item: T) => boolean): readonly (readonly T[])[] {
	const stretches: T[][] = [[]];
	for (const item of items) {
		if (isOut(item)) stretches.push([]);
		else stretches.at(-1)?.push(item);
	}
	return stretches;
}
