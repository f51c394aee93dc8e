import type { Span } from "./document.ts";

/** Scripts that put no spaces between words: each of their letters, with its marks, stands for a word. */
const SPACELESS =
	"[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]";
const WORD = new RegExp(`${SPACELESS}\\p{M}*|(?:(?!${SPACELESS})[\\p{L}\\p{N}\\p{M}])+`, "gu");

/**
 * Words of a text for comparing texts: NFKC, lower case, maximal runs of letters, digits and marks; single letters in
 * scripts without spaces, where a run would be a whole sentence.
 */
export function words(text: string): readonly string[] {
	return text.normalize("NFKC").toLowerCase().match(WORD) ?? [];
}

/** A text's words with a space around each, so that one text's stand in another's where they do in a row. */
export function spacedWords(text: string): string {
	return ` ${words(text).join(" ")} `;
}

/** Where the words of a text stand in it, in UTF-16 offsets. */
export function wordSpans(text: string): readonly Span[] {
	return Array.from(text.matchAll(WORD), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** The set of runs of `size` consecutive words; a shorter text is one shingle, an empty one none. */
export function shingles(text: string, size = 5): ReadonlySet<string> {
	const list = words(text);
	if (list.length === 0) return new Set();
	const set = new Set<string>();
	for (let i = 0; i + Math.min(size, list.length) <= list.length; i++) set.add(list.slice(i, i + size).join(" "));
	return set;
}
