import type { LeakSummary } from "../../src/protocol/heatmap.ts";

/**
 * The leak that follows in the text (or precedes it, with step -1), wrapping around; leaks are listed by rank, a reader
 * walks them by place. `from` is the index of the selected leak, or an offset of the document when none is selected.
 */
export function nextLeak(
	leaks: readonly LeakSummary[],
	from: { readonly index: number } | { readonly offset: number },
	step: 1 | -1,
): LeakSummary | undefined {
	const byPlace = [...leaks].sort((a, b) => a.start - b.start || a.index - b.index);
	if ("index" in from) {
		const at = byPlace.findIndex((leak) => leak.index === from.index);
		if (at !== -1) return byPlace[(at + step + byPlace.length) % byPlace.length];
	}
	const offset = "offset" in from ? from.offset : 0;
	if (step === 1) return byPlace.find((leak) => leak.start >= offset) ?? byPlace[0];
	return byPlace.findLast((leak) => leak.end <= offset) ?? byPlace.at(-1);
}

/** The leak that covers a stretch of the document, the highest ranked where several do. */
export function leakAt(leaks: readonly LeakSummary[], start: number, end: number): LeakSummary | undefined {
	return leaks.find((leak) => leak.start < end && leak.end > start);
}
