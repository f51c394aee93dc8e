import { type MergeOptions, mergeLeaks } from "../leaks/merge.ts";
import type { Slot } from "./board.ts";
import type { Policy } from "./policy.ts";
import type { DocumentResult } from "./result.ts";

/** What the probes found in one document, judged by the policy. */
export function documentResult(slot: Slot, policy: Policy, options: MergeOptions): DocumentResult {
	const results = slot.probes.flatMap((id) => {
		const result = slot.results.get(id);
		return result ? [{ id, result }] : [];
	});
	const findings = results.flatMap(({ id, result }) => result.findings.map((finding) => ({ probe: id, finding })));
	const leaks = mergeLeaks(slot.document, findings, policy, options);
	return {
		path: slot.document.path,
		sha256: slot.document.sha256,
		severity: leaks[0]?.severity ?? "none",
		leaks,
		scores: Object.fromEntries(results.map(({ id, result }) => [id, result.scores])),
		notes: distinct(results.flatMap(({ id, result }) => result.notes.map((note) => ({ ...note, probe: id })))),
	};
}

/** Probes that share a stage say the same of it; the first to say so stands for all. */
function distinct(notes: DocumentResult["notes"]): DocumentResult["notes"] {
	return notes.filter((note, i) => notes.findIndex((other) => other.message === note.message) === i);
}
