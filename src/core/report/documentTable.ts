import type { AuditResult, DocumentResult } from "../audit/result.ts";
import { auditedProbes } from "./auditedProbes.ts";
import { familyReason, familyState, markersOf } from "./familyState.ts";
import { html, type Markup } from "./markup.ts";
import { reasonsNotRun } from "./reasonsNotRun.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { scrollable } from "./scrollable.ts";
import { severityMark } from "./severityMark.ts";

/**
 * Documents by probe families: in each cell the gravest severity and how many passages the family found. Families that
 * only give numbers about whole sets mark no passage and have no column.
 */
export function documentTable(result: AuditResult, extras: ReportExtras): Markup {
	const probes = markersOf(auditedProbes(result, extras.probes));
	const families = [...new Set(probes.map(({ family }) => family))];
	const rows = result.documents.map((document, index) => {
		const cells = families.map((name) => {
			const members = probes.filter(({ family }) => family === name);
			return html`<td>${cell(document, members, result.notes)}</td>`;
		});
		return html`<tr><th scope="row"><a href="#d${index + 1}">${document.path}</a></th><td>${severityMark(familyState(document, probes))}</td>${cells}</tr>\n`;
	});
	const footnotes = families.flatMap((name) =>
		reasonsNotRun(
			name,
			probes.filter(({ family }) => family === name),
			result,
		),
	);
	return html`<p class="small">The gravest severity and the number of passages each family of probes found. “Not run” is no clean result.</p>
${scrollable(
	"Documents by probe family",
	html`<table>
<thead><tr><th scope="col">Document</th><th scope="col">All probes</th>${families.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table>`,
)}
${footnotes.length > 0 && html`<ul class="small">${footnotes.map((text) => html`<li>${text}</li>\n`)}</ul>`}`;
}

type Members = Parameters<typeof familyState>[1];

function cell(document: DocumentResult, members: Members, notes: AuditResult["notes"]): Markup {
	const state = familyState(document, members, notes);
	if (state === "not-run") {
		return html`<span title="${familyReason(document, members, notes)}">${severityMark(state)}</span>`;
	}
	return severityMark(state, state === "none" ? "" : ` × ${passages(document, members)}`);
}

/** Leaks a family has a part in: two probes that saw the same passage saw one. */
function passages({ leaks }: DocumentResult, members: Members): number {
	const ids = new Set(members.map(({ id }) => id));
	return leaks.filter(({ evidence }) => evidence.some(({ probe }) => ids.has(probe))).length;
}
