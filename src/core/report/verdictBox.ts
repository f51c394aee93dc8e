import type { Verdict, VerdictLabel } from "../audit/result.ts";
import { html, type Markup } from "./markup.ts";
import { DESTROYED_WORDS, sentence, VERDICT_WORDS } from "./plainWords.ts";

const TONES: Readonly<Record<VerdictLabel, "bad" | "open" | "calm">> = {
	INEFFECTIVE: "bad",
	SUPPRESSION: "bad",
	"OVER-UNLEARNED": "open",
	INCONCLUSIVE: "open",
	"REMOVAL-CONSISTENT": "calm",
};

/** The verdict in plain words, then its label, then why. */
export function verdictBox(verdict: Verdict): Markup {
	return html`<section class="verdict ${TONES[verdict.label]}" aria-label="Verdict">
<p class="label">${verdict.label}</p>
<p class="saying">${VERDICT_WORDS[verdict.label]}</p>
<p>The claim “${verdict.claim}” is <strong>${verdict.supported ? "supported" : "not supported"}</strong> by this audit.</p>
${verdict.reasons.length > 0 && html`<ul>${verdict.reasons.map((reason) => html`<li>${sentence(reason)}</li>\n`)}</ul>`}
${verdict.flags.map((flag) => html`<p class="flag"><strong>${flag}.</strong> ${DESTROYED_WORDS}</p>`)}
</section>`;
}
