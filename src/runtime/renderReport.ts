import { Problem } from "../core/audit/problem.ts";
import type { AuditResult } from "../core/audit/result.ts";
import { PROBES } from "../core/probes/registry.ts";
import { htmlReport } from "../core/report/htmlReport.ts";
import { jsonReport } from "../core/report/jsonReport.ts";
import { markdownReport } from "../core/report/markdownReport.ts";
import type { HeatTrack } from "../core/report/reportExtras.ts";
import type { Auditor } from "./auditor.ts";
import { heatTrack } from "./heatTrack.ts";

export const REPORT_FORMATS = ["html", "md", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A finished audit as a report; the heatmap's colours come from the stored token records. */
export function renderReport(auditor: Pick<Auditor, "tokens">, result: AuditResult, format: ReportFormat): string {
	switch (format) {
		case "html":
			return htmlReport(result, { documents: heatTracks(auditor, result), probes: PROBES });
		case "md":
			return markdownReport(result);
		case "json":
			return jsonReport(result);
	}
}

/** The report of a run by its id, or of the newest finished one ("latest"). Throws Problem("input"). */
export function reportOf(auditor: Pick<Auditor, "tokens" | "result">, run: string, format: ReportFormat): string {
	const result = auditor.result(run);
	if (result) return renderReport(auditor, result, format);
	if (run === "latest") throw new Problem("input", "There is no finished run yet.", "Run an audit first.");
	throw new Problem("input", `There is no finished run named ${run}.`, "See `palimpsest runs`.");
}

function heatTracks(auditor: Pick<Auditor, "tokens">, result: AuditResult): ReadonlyMap<string, HeatTrack> {
	const tracks = new Map<string, HeatTrack>();
	for (const { path } of result.documents) {
		const stored = auditor.tokens(result.run, path, "target");
		if (stored) tracks.set(path, heatTrack(stored));
	}
	return tracks;
}
