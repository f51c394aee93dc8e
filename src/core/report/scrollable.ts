import { html, type Markup } from "./markup.ts";

/** A table that may be wider than a narrow page: it scrolls by itself, by keyboard too. */
export function scrollable(label: string, table: Markup): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}
