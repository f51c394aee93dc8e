import type { Span } from "./document.ts";
import { wordSpans, words } from "./shingles.ts";

/** A word as texts are compared by it, and where it stands. */
export interface PlacedWord {
	readonly word: string;
	readonly span: Span;
}

/** One word for each place: NFKC makes several of some characters ("½"), which stay one here. */
export function placedWords(text: string): readonly PlacedWord[] {
	return wordSpans(text).map((span) => ({ word: words(text.slice(span.start, span.end)).join(""), span }));
}
