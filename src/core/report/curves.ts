import type { AuditResult } from "../audit/result.ts";
import { ROLES } from "../model/question.ts";
import { RUNGS } from "../probes/ununlearning/rungs/registry.ts";
import { formatNumber } from "./formatNumber.ts";
import { html, type Markup } from "./markup.ts";
import { type ShareSeries, shareChart } from "./shareChart.ts";

/** What brings the forget set back, and how far: context by rung, training by step. Nothing where neither was tried. */
export function curves(result: AuditResult): Markup | false {
	const figures = [ladderCurve(result), relearnCurve(result)].filter((figure) => figure !== false);
	if (figures.length === 0) return false;
	return html`<section aria-labelledby="curves"><h2 id="curves">What brings it back</h2>
${figures}</section>
`;
}

/** A curve of fewer rungs says nothing that the verdict does not. */
const FEWEST = 4;

/** Right answers on every rung of the ladder (metrics.md 11), with what its context says in bits. */
function ladderCurve({ metrics, notes }: AuditResult): Markup | false {
	const rungs = RUNGS.filter(({ id }) => metrics[`acc_${id}`]?.probe === "ladder");
	if (rungs.length < FEWEST) return false;
	const place = (at: number): number => at / (rungs.length - 1);
	const series = ROLES.map((role): ShareSeries => {
		const suffix = role === "target" ? "" : `.${role}`;
		const points = rungs.flatMap(({ id }, at) => {
			const metric = metrics[`acc_${id}${suffix}`];
			if (!metric) return [];
			const interval = role === "target" && metric.interval.every(Number.isFinite) ? { interval: metric.interval } : {};
			return [{ x: place(at), share: metric.value, ...interval }];
		});
		return { role, points };
	});
	const ticks = rungs.map(({ id, name }, at) => {
		const dose = metrics[`bits_${id}`]?.value;
		return { x: place(at), text: dose === undefined ? name : `${name} · ${formatNumber(Math.round(dose))} bits` };
	});
	// Why the curve says nothing, where it says nothing.
	const failed = notes.find(({ probe, kind }) => probe === "ladder" && kind === "failed");
	const given = rungs.findIndex(({ kind }) => kind === "reintroduction");
	return html`<h3>Context</h3>
${shareChart({
	label: "Share of the forget set's facts answered on each rung of the ununlearning ladder",
	series,
	ticks,
	joined: false,
	...(given > 0 ? { borders: [place(given - 0.5)] } : {}),
	caption: `Facts of the forget set answered, from no context (R0) to the fact itself (R8), with the target's 95 % intervals. Left of the dashed line no context gives the answer away: what the target answers there beyond the reference comes from its weights. Right of it the context gives it, to any model that can read. On R5 half is chance. Bits say how much a context tells a model that never saw the forget set.${failed ? ` ${failed.message}` : ""}`,
})}`;
}

/** The forget set as copies learn it again (AIN, metrics.md 13.2). */
function relearnCurve({ relearned }: AuditResult): Markup | false {
	if (!relearned || relearned.curves.length === 0) return false;
	const most = Math.max(...relearned.curves.flatMap(({ points }) => points.map(({ steps }) => steps)));
	const series = relearned.curves.map(
		({ of, points }): ShareSeries => ({
			role: of,
			points: points
				.filter(({ share }) => !Number.isNaN(share))
				.map(({ steps, share }) => ({ x: steps / most, share })),
		}),
	);
	const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => ({
		x: part,
		text: `${formatNumber(Math.round(part * most))} steps`,
	}));
	return html`<h3>Training</h3>
${shareChart({
	label: "Share of the forget set given back as copies of the models are taught it",
	series,
	ticks,
	joined: true,
	caption: `How much of the forget set copies give back while they are taught it (${relearned.trainer}). A target that rises long before the reference still held it.`,
})}`;
}
