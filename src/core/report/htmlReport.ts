import type { AuditResult } from "../audit/result.ts";
import { unaskedDocuments } from "../audit/unasked.ts";
import { adapterWords } from "./adapterWords.ts";
import { auditedProbes } from "./auditedProbes.ts";
import { curves } from "./curves.ts";
import { documentSections } from "./documentSections.ts";
import { documentTable } from "./documentTable.ts";
import { counted } from "./formatNumber.ts";
import { GLOSSARY } from "./glossary.ts";
import { html, type Markup } from "./markup.ts";
import { measurement } from "./measurement.ts";
import { numbersTable } from "./numbersTable.ts";
import { fileName, plainAnswers } from "./plainWords.ts";
import { quantisedSections } from "./quantisedSections.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { REPORT_STYLE } from "./reportStyle.ts";
import { severityMark } from "./severityMark.ts";
import { verdictBox } from "./verdictBox.ts";

/**
 * The whole audit as one HTML file without outside resources and without script; its own policy forbids both, whatever
 * a document holds. The verdict comes first, in plain words, and the evidence before the numbers; equal results and extras give equal bytes.
 */
export function htmlReport(result: AuditResult, extras: ReportExtras = {}): string {
	const target = fileName(result.models.target.file);
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Palimpsest: ${target}, ${result.verdict.label}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="over">Palimpsest · audit of unlearning</p>
<h1>What ${target}${adapterWords(result.models.target)} still knows of ${counted(result.summary.documents, "document")}</h1>
<p class="small">Model SHA-256 <code>${result.models.target.sha256.slice(0, SHORT_HASH)}…</code>, run <code>${result.run}</code>, finished <time datetime="${result.finishedAt}">${moment(result.finishedAt)}</time>, suite ${result.suite}</p>
</header>
${verdictBox(result.verdict)}
${tally(result, extras)}
${answers(result, extras)}
<section aria-labelledby="documents"><h2 id="documents">Documents</h2>
${documentTable(result, extras)}
</section>
<section aria-labelledby="evidence"><h2 id="evidence">Evidence, document by document</h2>
${documentSections(result, extras)}${quantisedSections(result, extras)}
</section>
${curves(result)}<section aria-labelledby="numbers"><h2 id="numbers">Numbers</h2>
${numbersTable(result, extras)}
</section>
<section aria-labelledby="measured"><h2 id="measured">How it was measured</h2>
${measurement(result, extras)}
</section>
<section aria-labelledby="words"><h2 id="words">Words used here</h2>
<dl class="glossary">${GLOSSARY.map(({ word, meaning }) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>\n`)}</dl>
</section>
<footer>This report quotes protected text. Keep it as you would keep the documents themselves.</footer>
</main>
</body>
</html>
`;
	return page.markup;
}

/** Ours, without anything to escape: quotes in it must stay quotes. */
const STYLE: Markup = { markup: REPORT_STYLE };

/** Enough of a hash to tell files apart on the first page; the whole stands with the measurement. */
const SHORT_HASH = 16;

function tally(result: AuditResult, extras: ReportExtras): Markup {
	const { documents, leaked } = result.summary;
	const unasked = unaskedDocuments(result.documents, auditedProbes(result, extras.probes)).flatMap((g) => g.documents);
	const clean = documents - leaked.error - leaked.warning - leaked.info - unasked.length;
	const entry = (severity: "error" | "warning" | "info" | "none" | "not-run", count: number) =>
		html`<li><b>${count}</b>${severityMark(severity)}</li>`;
	return html`<ul class="tally" aria-label="Documents by their gravest leak"><li class="small">Documents, by their gravest leak</li>${[
		entry("error", leaked.error),
		entry("warning", leaked.warning),
		entry("info", leaked.info),
		entry("none", clean),
		...(unasked.length > 0 ? [entry("not-run", unasked.length)] : []),
	]}</ul>`;
}

function answers(result: AuditResult, extras: ReportExtras): Markup {
	const entries = plainAnswers(result, extras).map(
		({ question, paragraphs }) =>
			html`<dt>${question}</dt><dd>${paragraphs.map(({ text, points }) => html`<p>${text}</p>${points && html`<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>`}`)}</dd>\n`,
	);
	return html`<dl class="answers">${entries}</dl>`;
}

/** "2026-11-20T12:34:56.789Z" as "2026-11-20 12:34 UTC"; anything else as it is. */
function moment(iso: string): string {
	const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/.exec(iso);
	return parts ? `${parts[1]} ${parts[2]} UTC` : iso;
}
