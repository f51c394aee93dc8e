import type { AuditResult } from "../audit/result.ts";
import { counted } from "./formatNumber.ts";
import { leakArticle } from "./leakArticle.ts";
import { html, type Markup } from "./markup.ts";
import { type ProbeNames, probeNames } from "./probeNames.ts";
import type { ReportExtras } from "./reportExtras.ts";

/** Beyond this a page stops being readable; the JSON report holds every passage. */
const SHOWN = 50;

/** What only a copy with smaller weights gives away: folded, one section per copy; nothing where there is nothing. */
export function quantisedSections({ quantised = [], provenance }: AuditResult, extras: ReportExtras): Markup {
	const names = probeNames(extras);
	return html`${quantised.map(
		({ name, passages }) =>
			passages.length > 0 &&
			html`<details class="document"><summary><span class="path">Only when quantised to ${name}</span><span class="small">${counted(passages.length, "leak")}</span></summary>
<div>${passages.slice(0, SHOWN).map((passage, index) => article(passage, index, names, provenance.command))}
${passages.length > SHOWN && html`<p>${counted(passages.length - SHOWN, "further leak")} of this copy: see the JSON report.</p>`}</div>
</details>
`,
	)}`;
}

function article(
	{ path, leak }: NonNullable<AuditResult["quantised"]>[number]["passages"][number],
	index: number,
	names: ProbeNames,
	command: string,
): Markup {
	return html`<h3>${path}</h3>${leakArticle(leak, index + 1, names, command)}`;
}
