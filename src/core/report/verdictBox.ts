import type { Verdict, VerdictLabel } from "../audit/result.ts";
import { html, type Markup } from "./markup.ts";
import { sentence } from "./sentence.ts";
import { DESTROYED_WORDS, verdictSentences } from "./verdictWords.ts";

const TONES: Readonly<Record<VerdictLabel, "bad" | "open" | "calm">> = {
	INEFFECTIVE: "bad",
	SUPPRESSION: "bad",
	"OVER-UNLEARNED": "open",
	INCONCLUSIVE: "open",
	"REMOVAL-CONSISTENT": "calm",
};

/** The verdict in plain words under its label, then why, then the statistics behind it. */
export function verdictBox(verdict: Verdict): Markup {
	const [meaning, claim] = verdictSentences(verdict);
	const [because, ...statistics] = verdict.reasons.map(sentence);
	return html`<section class="verdict ${TONES[verdict.label]}" aria-label="Verdict">
<p class="label">${verdict.label}</p>
<p class="saying">${meaning}</p>
<p>${claim}</p>
${because !== undefined && html`<p>${because}</p>`}
${statistics.length > 0 && html`<ul class="small">${statistics.map((reason) => html`<li>${reason}</li>\n`)}</ul>`}
${verdict.flags.map((flag) => html`<p class="flag"><strong>${flag}.</strong> ${DESTROYED_WORDS}</p>`)}
</section>`;
}
