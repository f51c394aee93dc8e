import type { Span } from "./document.ts";

/** A full stop after these ends no sentence: titles and common abbreviations. */
const ABBREVIATION = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Nos|vs|etc|e\.g|i\.e|cf|fig|[A-Z])\.$/;

/**
 * Sentences of a text as spans without surrounding white space: cut after . ! ? (and closing quotes) before white
 * space, and at blank lines. Regex-level: good enough to find the text around a fact, not a parser.
 */
export function sentences(text: string): readonly Span[] {
	const spans: Span[] = [];
	let start = 0;
	const close = (end: number): void => {
		const raw = text.slice(start, end);
		const trimmed = raw.trim();
		const from = start + raw.indexOf(trimmed);
		if (trimmed.length > 0) spans.push({ start: from, end: from + trimmed.length });
		start = end;
	};
	for (const match of text.matchAll(/[.!?]["'”’)\]]*(?=\s)|\n\s*\n|(?<=^|\n)#+[^\n]*\n/g)) {
		const end = match.index + match[0].length;
		if (match[0] === "." && ABBREVIATION.test(text.slice(Math.max(0, end - 8), end))) continue;
		close(end);
	}
	close(text.length);
	return spans;
}
