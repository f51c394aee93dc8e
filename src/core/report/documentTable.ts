import type { AuditResult, DocumentResult } from "../audit/result.ts";
import type { Severity } from "../audit/severity.ts";
import { html, type Markup } from "./markup.ts";
import { probeNames } from "./probeNames.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { scrollable } from "./scrollable.ts";
import { graver, severityMark } from "./severityMark.ts";

/** Documents by probe families: in each cell the gravest severity and how many passages the family found. */
export function documentTable(result: AuditResult, extras: ReportExtras): Markup {
	const { families, family } = probeNames(result, extras);
	const rows = result.documents.map((document, index) => {
		const found = byFamily(document, family);
		return html`<tr><th scope="row"><a href="#d${index + 1}">${document.path}</a></th><td>${severityMark(document.severity)}</td>${families.map(
			(name) => html`<td>${cell(found.get(name))}</td>`,
		)}</tr>\n`;
	});
	return html`<p class="small">The gravest severity and the number of passages each family of probes found</p>
${scrollable(
	"Documents by probe family",
	html`<table>
<thead><tr><th scope="col">Document</th><th scope="col">All probes</th>${families.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table>`,
)}`;
}

interface Cell {
	readonly severity: Severity | "none";
	readonly passages: number;
}

function cell(found: Cell | undefined): Markup {
	return found ? severityMark(found.severity, ` × ${found.passages}`) : severityMark("none");
}

function byFamily(document: DocumentResult, family: (probe: string) => string): ReadonlyMap<string, Cell> {
	const cells = new Map<string, Cell>();
	for (const leak of document.leaks) {
		const inLeak = new Map<string, Severity | "none">();
		for (const { probe, severity } of leak.evidence) {
			inLeak.set(family(probe), graver(severity, inLeak.get(family(probe)) ?? "none"));
		}
		for (const [name, severity] of inLeak) {
			const before = cells.get(name) ?? { severity: "none", passages: 0 };
			cells.set(name, { severity: graver(severity, before.severity), passages: before.passages + 1 });
		}
	}
	return cells;
}
