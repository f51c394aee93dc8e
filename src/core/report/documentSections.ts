import type { AuditResult, DocumentResult } from "../audit/result.ts";
import { heatScale } from "../leaks/heat.ts";
import { auditedProbes } from "./auditedProbes.ts";
import { countedLeaks } from "./countedLeaks.ts";
import { familyReason, familyState } from "./familyState.ts";
import { heatRuns } from "./heatRuns.ts";
import { leakArticle } from "./leakArticle.ts";
import { html, type Markup } from "./markup.ts";
import { noteWords } from "./noteWords.ts";
import { type ProbeNames, probeNames } from "./probeNames.ts";
import type { HeatTrack, ReportExtras } from "./reportExtras.ts";
import { sentence } from "./sentence.ts";
import { severityMark } from "./severityMark.ts";

/** The report's coloured text always shows p_z (Hayes et al., arXiv 2410.19482). */
const CLASSES = heatScale("pz").classes;

/** Beyond this a page stops being readable; the JSON report holds every leak. */
const LEAKS_SHOWN = 100;

/** Documents with the gravest leaks that stand open: whoever scrolls meets a quotation before a number. */
const OPEN = 3;
const OPENED: Markup = { markup: " open" };

/** A section per document, mostly collapsed: its text coloured by leak class, its leaks, what its probes had to say. */
export function documentSections(result: AuditResult, extras: ReportExtras): Markup {
	const names = probeNames(extras);
	const probes = auditedProbes(result, extras.probes);
	const shown = new Set(result.documents.filter(({ severity }) => severity === "error").slice(0, OPEN));
	return html`${result.documents.map(
		(document, index) => html`<details class="document" id="d${index + 1}"${shown.has(document) && OPENED}>
<summary><span class="path">${document.path}</span>${summaryOf(document, probes)}</summary>
<div>${heatmap(extras.documents?.get(document.path))}
${leaks(document, probes, names, result.provenance.command)}
${notes(document)}
<p class="small">SHA-256 of the text <code>${document.sha256}</code></p></div>
</details>
`,
	)}`;
}

function summaryOf(document: DocumentResult, probes: ReturnType<typeof auditedProbes>): Markup {
	const state = familyState(document, probes);
	const counted = state === "not-run" ? "" : countedLeaks(document.leaks);
	return html`<span class="small">${counted}</span>${severityMark(state)}`;
}

function heatmap(track: HeatTrack | undefined): Markup {
	if (!track)
		return html`<p class="small">The text of this document is no longer stored, so it cannot be shown coloured.</p>`;
	const runs = heatRuns(track).map(({ text, leakClass }) =>
		leakClass === 0
			? html`${text}`
			: html`<span class="c${leakClass}" title="class ${leakClass}: ${CLASSES[leakClass]}">${text}</span>`,
	);
	const legend = CLASSES.map(
		(meaning, leakClass) => html`<li><span class="c${leakClass}">${leakClass}</span>${meaning}</li>`,
	);
	return html`<ul class="legend" aria-label="Leak classes">${legend}</ul>
<div class="heat">${runs}</div>`;
}

function leaks(
	document: DocumentResult,
	probes: ReturnType<typeof auditedProbes>,
	names: ProbeNames,
	command: string,
): Markup {
	if (document.leaks.length === 0) {
		const silence = familyReason(document, probes);
		if (silence === undefined) return html`<p>No leak was found in this document at this budget.</p>`;
		return html`<p>No passage of this document could be asked, so nothing is known of it: ${sentence(silence)}</p>`;
	}
	const shown = document.leaks.slice(0, LEAKS_SHOWN);
	const more = document.leaks.length - shown.length;
	return html`${shown.map((leak, index) => leakArticle(leak, index + 1, names, command))}
${more > 0 && html`<p>Not shown: ${countedLeaks(document.leaks.slice(LEAKS_SHOWN))}; see the JSON report.</p>`}`;
}

function notes({ notes }: DocumentResult): Markup | false {
	if (notes.length === 0) return false;
	return html`<h3>Said by the probes</h3><ul class="small">${notes.map((note) => html`<li>${note.probe}: ${noteWords(note)}</li>`)}</ul>`;
}
