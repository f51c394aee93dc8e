import type { Severity } from "../audit/severity.ts";
import { html, type Markup } from "./markup.ts";

/** What a mark can say; "not-run" is silence that means nothing. */
type Marked = Severity | "none" | "not-run";

/** Shape and word of a severity, so that nothing depends on colour. */
export const SEVERITY_MARKS: Readonly<Record<Marked, { readonly shape: string; readonly word: string }>> = {
	error: { shape: "■", word: "error" },
	warning: { shape: "▲", word: "warning" },
	info: { shape: "●", word: "info" },
	none: { shape: "–", word: "none" },
	"not-run": { shape: "○", word: "not run" },
};

const ORDER: readonly (Severity | "none")[] = ["none", "info", "warning", "error"];

/** The graver of the two. */
export function graver(a: Severity | "none", b: Severity | "none"): Severity | "none" {
	return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

export function severityMark(severity: Marked, suffix = ""): Markup {
	const { shape, word } = SEVERITY_MARKS[severity];
	return html`<span class="mark ${severity}"><span class="shape" aria-hidden="true">${shape}</span>${word}${suffix}</span>`;
}
