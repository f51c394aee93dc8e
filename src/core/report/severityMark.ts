import type { Severity } from "../audit/severity.ts";
import { html, type Markup } from "./markup.ts";

/** Shape and word of a severity, so that nothing depends on colour. */
export const SEVERITY_MARKS: Readonly<Record<Severity | "none", { readonly shape: string; readonly word: string }>> = {
	error: { shape: "■", word: "error" },
	warning: { shape: "▲", word: "warning" },
	info: { shape: "●", word: "info" },
	none: { shape: "–", word: "none" },
};

const ORDER: readonly (Severity | "none")[] = ["none", "info", "warning", "error"];

/** The graver of the two. */
export function graver(a: Severity | "none", b: Severity | "none"): Severity | "none" {
	return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

export function severityMark(severity: Severity | "none", suffix = ""): Markup {
	const { shape, word } = SEVERITY_MARKS[severity];
	return html`<span class="mark ${severity}"><span class="shape" aria-hidden="true">${shape}</span>${word}${suffix}</span>`;
}
