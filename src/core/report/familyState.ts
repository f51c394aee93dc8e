import type { AuditResult, DocumentResult } from "../audit/result.ts";
import type { Severity } from "../audit/severity.ts";
import { notRunReason } from "../audit/unasked.ts";
import type { Probe } from "../probes/probe.ts";
import { graver } from "./severityMark.ts";

type Marker = Pick<Probe, "id" | "marks">;

/** What a family of probes says of a document: "none" was asked and found nothing, "not-run" was never asked. */
export type FamilyState = Severity | "none" | "not-run";

/**
 * The state of a family in a document. `probes` are the family's probes that took part in the audit; `notes` are the
 * result's: a probe whose gate failed says nothing by its silence.
 */
export function familyState(
	document: DocumentResult,
	probes: readonly Marker[],
	notes: AuditResult["notes"] = [],
): FamilyState {
	const ids = new Set(probes.map(({ id }) => id));
	const found = document.leaks.flatMap(({ evidence }) => evidence.filter(({ probe }) => ids.has(probe)));
	if (found.length > 0)
		return found.reduce<Severity | "none">((worst, e) => graver(e.severity, worst), "none") as Severity;
	return familyReason(document, probes, notes) === undefined ? "none" : "not-run";
}

/** Why a family was not run on a document, for a title or a footnote; undefined when one of its probes was. */
export function familyReason(
	document: DocumentResult,
	probes: readonly Marker[],
	notes: AuditResult["notes"] = [],
): string | undefined {
	const reasons = markersOf(probes).map(
		(probe) =>
			notRunReason(document, probe) ?? notes.find((note) => note.probe === probe.id && note.kind === "failed")?.message,
	);
	return reasons.includes(undefined) ? undefined : (reasons[0] ?? "Its numbers are about whole sets.");
}

/** The probes of a family that can mark passages; a family without any has no place in a table of documents. */
export function markersOf<P extends Marker>(probes: readonly P[]): readonly P[] {
	return probes.filter((probe) => probe.marks !== false);
}
