import type { Document, Span } from "./document.ts";

/** Characters of a passage at most: about a paragraph, so that several fit beside a question. */
const LONGEST = 600;

/** Paragraphs of a text in order, cut at the last space before 600 characters; headings and empty lines left out. */
export function passagesOf({ text }: Pick<Document, "text">): readonly Span[] {
	const spans: Span[] = [];
	for (const match of text.matchAll(/[^\n](?:[^\n]|\n(?!\s*\n))*/g)) {
		const raw = match[0];
		const body = raw.trim();
		if (body === "" || body.startsWith("#")) continue;
		const start = match.index + raw.indexOf(body);
		const space = body.lastIndexOf(" ", LONGEST);
		const length = body.length <= LONGEST ? body.length : space > 0 ? space : LONGEST;
		spans.push({ start, end: start + length });
	}
	return spans;
}
