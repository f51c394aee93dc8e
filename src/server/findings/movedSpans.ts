import type { Span } from "../../core/corpus/document.ts";

/**
 * Where spans of a text are after an edit: what lies wholly before the changed stretch stays, what lies wholly after it
 * moves along, what the change touches is gone (undefined). The changed stretch is what is left between the longest
 * common beginning and the longest common end, so several edits at once count as one that holds them all.
 */
export function movedSpans(
	before: string,
	after: string,
	spans: readonly (Span | undefined)[],
): readonly (Span | undefined)[] {
	const shorter = Math.min(before.length, after.length);
	let head = 0;
	while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
	let tail = 0;
	while (
		tail < shorter - head &&
		before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
	) {
		tail++;
	}
	const shift = after.length - before.length;
	return spans.map((span) => {
		if (!span) return undefined;
		if (span.end <= head) return span;
		if (span.start >= before.length - tail) return { start: span.start + shift, end: span.end + shift };
		return undefined;
	});
}
