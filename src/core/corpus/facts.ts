import type { Span } from "./document.ts";
import { sentences } from "./sentences.ts";

export type FactKind = "date" | "quoted" | "number" | "name";

/** A stretch of a sentence that states something worth leaking: the sentence up to it is a question, it the answer. */
export interface Fact {
	readonly kind: FactKind;
	readonly span: Span;
	readonly sentence: Span;
}

const MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";

/**
 * In order of precedence, regex-level on purpose (no parser, English spelling habits):
 * date    "14 March", "March 14, 1987", "22 June 1931", "2024-05-01"
 * quoted  one to eight words in double or typographic quotes
 * number  digits with separators or decimals, with a currency sign before or a unit word after: "3,200 crowns", "£45"
 * name    two or more capitalised words in a row, or a title and a capitalised word: "Hannah Croll", "Mr Winter"
 */
const PATTERNS: readonly { readonly kind: FactKind; readonly pattern: RegExp }[] = [
	{
		kind: "date",
		pattern: new RegExp(
			`\\b(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? \\d{4})?|${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?:, \\d{4})?|\\d{4}-\\d{2}-\\d{2})\\b`,
			"g",
		),
	},
	{ kind: "quoted", pattern: /["“]([^"“”\n]{2,80})["”]/g },
	{ kind: "number", pattern: /[$£€]?\b\d[\d,.]*\d(?: [a-z]{3,})?\b|[$£€]\d\b|\b\d [a-z]{3,}\b/g },
	{
		kind: "name",
		pattern:
			/\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Judge|Captain|Professor)\.? )?\p{Lu}[\p{L}'’]+(?: (?:of |the |and |de |von )?\p{Lu}[\p{L}'’]+)+|\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Judge|Captain|Professor)\.? \p{Lu}[\p{L}'’]+/gu,
	},
];

/** Characters of its sentence that must stand before a fact: with fewer there is no question. */
const SHORTEST_STEM = 12;

/** Facts of a text in order, non-overlapping; those that open their sentence are left out. */
export function facts(text: string): readonly Fact[] {
	return sentences(text).flatMap((sentence) => {
		const found: Fact[] = [];
		const body = text.slice(sentence.start, sentence.end);
		for (const { kind, pattern } of PATTERNS) {
			for (const match of body.matchAll(pattern)) {
				const inner = match[1] ?? match[0];
				const start = sentence.start + match.index + match[0].indexOf(inner);
				const span = { start, end: start + inner.length };
				const taken = found.some((f) => f.span.start < span.end && span.start < f.span.end);
				if (!taken && span.start - sentence.start >= SHORTEST_STEM) found.push({ kind, span, sentence });
			}
		}
		return found.sort((a, b) => a.span.start - b.span.start);
	});
}
