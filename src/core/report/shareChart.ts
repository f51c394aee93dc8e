import type { Role } from "../model/question.ts";
import { html, type Markup } from "./markup.ts";
import { scrollable } from "./scrollable.ts";

/** A share, 0 to 1, at a place on the horizontal axis. */
export interface SharePoint {
	/** 0 = the axis' beginning, 1 = its end. */
	readonly x: number;
	readonly share: number;
	/** 95 %, where it is shown. */
	readonly interval?: readonly [number, number];
}

export interface ShareSeries {
	readonly role: Role;
	readonly points: readonly SharePoint[];
}

export interface ShareChart {
	/** What is drawn, for those who do not see it. */
	readonly label: string;
	readonly series: readonly ShareSeries[];
	readonly ticks: readonly { readonly x: number; readonly text: string }[];
	/** Whether points of a series are joined: only where what lies between them means something. */
	readonly joined: boolean;
	/** Vertical lines: where one kind of ticks ends and another begins. */
	readonly borders?: readonly number[];
	readonly caption: string;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 750, 12, 200];
/** More ticks than this are written aslant, and need room below the axis: so much for a letter. */
const LEVEL_TICKS = 8;
const LETTER = 3.8;

/** Shares of up to three models over one axis; every model has a shape of its own, so that no colour is needed. */
export function shareChart({ label, series, ticks, joined, borders = [], caption }: ShareChart): Markup {
	const shown = series.filter(({ points }) => points.length > 0);
	const slanted = ticks.length > LEVEL_TICKS;
	const longest = Math.max(0, ...ticks.map(({ text }) => text.length));
	const height = Math.ceil(BOTTOM + 28 + (slanted ? longest * LETTER : 0));
	const picture = html`<svg class="chart" viewBox="0 0 780 ${height}" role="img" aria-label="${label}">
${[0, 0.5, 1].map((share) => html`<path class="grid" d="M${LEFT} ${y(share)}H${RIGHT}"/><text x="${LEFT - 8}" y="${y(share)}" dy=".32em" text-anchor="end">${share}</text>`)}
${borders.map((border) => html`<path class="border" d="M${x(border)} ${TOP}V${BOTTOM}"/>`)}
${ticks.map((tick) => html`<path class="grid" d="M${x(tick.x)} ${BOTTOM}v4"/>${slanted ? html`<text text-anchor="end" transform="translate(${x(tick.x)} ${BOTTOM + 14}) rotate(-40)">${tick.text}</text>` : html`<text text-anchor="middle" x="${x(tick.x)}" y="${BOTTOM + 20}">${tick.text}</text>`}`)}
${shown.map((one) => drawn(one, joined))}
</svg>`;
	return html`<figure>${scrollable(`Chart: ${label}`, picture)}<ul class="key">${shown.map(({ role }) => html`<li><svg viewBox="-8 -8 16 16" aria-hidden="true">${mark(role, 0, 0)}</svg>${role}</li>`)}</ul><figcaption>${caption}</figcaption></figure>
`;
}

/** To a tenth of a unit: equal results give equal bytes. */
const x = (at: number): string => (LEFT + 14 + at * (RIGHT - LEFT - 28)).toFixed(1);
const y = (share: number): string => (BOTTOM - share * (BOTTOM - TOP)).toFixed(1);

function drawn({ role, points }: ShareSeries, joined: boolean): Markup {
	const line = points.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x)} ${y(point.share)}`).join("");
	return html`<g class="${role}">${joined && html`<path class="line" d="${line}"/>`}${points.map(
		(point) =>
			html`${point.interval && html`<path class="reach" d="M${x(point.x)} ${y(point.interval[0])}V${y(point.interval[1])}"/>`}${mark(role, Number(x(point.x)), Number(y(point.share)))}`,
	)}</g>
`;
}

function mark(role: Role, cx: number, cy: number): Markup {
	switch (role) {
		case "target":
			return html`<circle class="mark target" cx="${cx}" cy="${cy}" r="5"/>`;
		case "original":
			return html`<rect class="mark original" x="${cx - 4.5}" y="${cy - 4.5}" width="9" height="9"/>`;
		case "reference":
			return html`<path class="mark reference" d="M${cx} ${cy - 5.5}l5.5 9.5h-11z"/>`;
	}
}
