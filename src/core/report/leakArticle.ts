import type { Leak, LeakEvidence } from "../audit/result.ts";
import { ROLES } from "../model/question.ts";
import { formatNumber } from "./formatNumber.ts";
import { html, type Markup } from "./markup.ts";
import type { ProbeNames } from "./probeNames.ts";
import { scrollable } from "./scrollable.ts";
import { sentence } from "./sentence.ts";
import { severityMark } from "./severityMark.ts";

/** One leak with all that stands behind it: enough to judge it and to see it again. */
export function leakArticle(leak: Leak, rank: number, names: ProbeNames, command: string): Markup {
	const { title, orientation } = names.metric(leak.probe, leak.metric);
	const control = leak.control === undefined ? "" : `, reference ${formatNumber(leak.control)}`;
	const p = leak.p === undefined ? "" : `, p ${formatNumber(leak.p)}`;
	const reading = orientation === undefined ? "" : ` (${orientation})`;
	return html`<article class="leak ${leak.severity}">
<h4>${rank}. ${severityMark(leak.severity)} <span class="small">characters ${leak.start}–${leak.end}</span></h4>
<p>${sentence(leak.message)} <span class="small">${title} ${formatNumber(leak.value)}${control}${p}${reading}</span></p>
<blockquote>${excerpt(leak.text.trim())}</blockquote>
<details><summary>Evidence (${leak.evidence.length})</summary>
${leak.evidence.map((evidence) => evidenceBlock(evidence, names))}
<p class="small">See it again with</p><pre class="command">${command}</pre>
</details>
</article>
`;
}

function evidenceBlock(evidence: LeakEvidence, names: ProbeNames): Markup {
	return html`<div class="evidence"><h5>${names.title(evidence.probe)} ${severityMark(evidence.severity)}</h5>
<p class="small">How it was asked: ${evidence.setting}</p>
<dl class="passages"><dt>Prompt</dt><dd><pre>${evidence.prompt}</pre></dd>
<dt>Expected</dt><dd><pre>${evidence.expected}</pre></dd>
${evidence.produced !== undefined && html`<dt>Produced</dt><dd><pre>${evidence.produced}</pre></dd>`}</dl>
${numbers(evidence, names)}</div>
`;
}

/** The models' numbers side by side: target, reference, original, in the order of `ROLES`. */
function numbers({ probe, numbers }: LeakEvidence, names: ProbeNames): Markup | false {
	const roles = ROLES.filter((role) => numbers[role] !== undefined);
	const metrics = [...new Set(roles.flatMap((role) => Object.keys(numbers[role] ?? {})))];
	if (metrics.length === 0) return false;
	const row = (metric: string) => {
		const { title, orientation } = names.metric(probe, metric);
		const cells = roles.map((role) => html`<td class="n">${formatNumber(numbers[role]?.[metric] ?? Number.NaN)}</td>`);
		return html`<tr><th scope="row">${title}</th>${cells}<td>${orientation ?? ""}</td></tr>`;
	};
	return scrollable(
		"Numbers by model",
		html`<table><thead><tr><th scope="col">Metric</th>${roles.map((role) => html`<th scope="col" class="n">${role}</th>`)}<th scope="col">Reading</th></tr></thead>
<tbody>${metrics.map(row)}</tbody></table>`,
	);
}

/** A leak can be a whole document, which stands above in full: its beginning and its end are enough to know it by. */
function excerpt(text: string): string {
	if (text.length <= 600) return text;
	return `${text.slice(0, 400)} […] ${text.slice(-120)}`;
}
