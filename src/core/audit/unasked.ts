import type { Probe } from "../probes/probe.ts";
import type { DocumentResult } from "./result.ts";

type Marker = Pick<Probe, "id" | "marks">;

/** Why a probe has nothing to say about a document, or undefined when it was asked. */
export function notRunReason(document: DocumentResult, probe: Marker): string | undefined {
	const scores = document.scores[probe.id] ?? [];
	if (scores.some(({ role, value }) => role === "target" && !Number.isNaN(value))) return undefined;
	const own = document.notes.filter((note) => note.kind === "not-run" || note.kind === "failed");
	// Probes that share a stage say the same of it, and only the first is kept.
	return (own.find((note) => note.probe === probe.id) ?? own[0])?.message ?? "It gave no score.";
}

/** Documents of which no passage was asked by any probe, and why: their silence is not a clean result. */
export interface Unasked {
	readonly documents: readonly DocumentResult[];
	/** "too short", or the first reason a probe gave. */
	readonly reason: string;
}

/** Groups the documents no probe that marks passages could ask, by reason, in the documents' order. */
export function unaskedDocuments(documents: readonly DocumentResult[], probes: readonly Marker[]): readonly Unasked[] {
	const markers = probes.filter((probe) => probe.marks !== false);
	const groups = new Map<string, DocumentResult[]>();
	for (const document of documents) {
		const reasons = markers.map((probe) => notRunReason(document, probe));
		// A leak is the best proof that something was asked.
		if (document.leaks.length > 0 || reasons.length === 0 || reasons.includes(undefined)) continue;
		const short = document.notes.some(({ cause }) => cause === "too short");
		const reason = short ? "too short" : (reasons[0] ?? "");
		groups.set(reason, [...(groups.get(reason) ?? []), document]);
	}
	return [...groups].map(([reason, group]) => ({ documents: group, reason }));
}

/** Paths named in a sentence; the documents themselves say it each for its own. */
const NAMED = 10;

/** "3 of 14 documents could not be asked: too short (a.txt, b.txt, c.txt)." */
export function unaskedSentence({ documents, reason }: Unasked, total: number): string {
	const who = total === 1 ? "The document" : `${documents.length} of ${total} documents`;
	const names = documents.slice(0, NAMED).map(({ path }) => path);
	const more = documents.length > NAMED ? `, and ${documents.length - NAMED} more` : "";
	return `${who} could not be asked: ${reason.replace(/\.$/, "")} (${names.join(", ")}${more}).`;
}
