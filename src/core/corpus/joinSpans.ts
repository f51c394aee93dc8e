import type { Span } from "./document.ts";

/** Sorted union; spans that touch become one. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
	const joined: Span[] = [];
	for (const span of [...spans].sort((a, b) => a.start - b.start)) {
		const last = joined.at(-1);
		if (last && span.start <= last.end)
			joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
		else joined.push(span);
	}
	return joined;
}
