import type { AuditResult } from "../audit/result.ts";
import type { MetricSummary } from "../probes/probe.ts";
import { counted, formatInterval, formatNumber } from "./formatNumber.ts";
import { type IntervalLegend, intervalLegend } from "./intervalLegend.ts";
import { html, type Markup } from "./markup.ts";
import { probeNames } from "./probeNames.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { scrollable } from "./scrollable.ts";

/** Every statistic over the sets with n, interval and orientation: folded by probe, one group of rows per metric, models side by side. */
export function numbersTable(result: AuditResult, extras: ReportExtras): Markup {
	const { title } = probeNames(extras);
	const probes = new Map<string, MetricSummary[]>();
	for (const metric of Object.values(result.metrics)) {
		probes.set(metric.probe, [...(probes.get(metric.probe) ?? []), metric]);
	}
	if (probes.size === 0) return html`<p>No statistic could be had from this audit.</p>`;
	const legend = intervalLegend(Object.values(result.metrics));
	return html`<p class="small">${legend.sentence}</p>
${[...probes].map(([probe, metrics]) => probeNumbers(title(probe), metrics, legend))}`;
}

function probeNumbers(probe: string, metrics: readonly MetricSummary[], legend: IntervalLegend): Markup {
	const groups = new Map<string, MetricSummary[]>();
	for (const metric of metrics) {
		const key = JSON.stringify([metric.title, metric.orientation]);
		groups.set(key, [...(groups.get(key) ?? []), metric]);
	}
	const table = html`<table>
<thead><tr><th scope="col">Set and model</th><th scope="col" class="n">Value</th><th scope="col" class="n">95 % interval</th><th scope="col"><span class="small">0 to 1</span></th><th scope="col" class="n">n</th></tr></thead>
${[...groups.values()].map((group) => groupRows(group, legend))}</table>`;
	return html`<details class="probe"><summary><span class="path">${probe}</span><span class="small">${counted(groups.size, "number")}</span></summary>
${scrollable(`Numbers of ${probe}`, table)}</details>
`;
}

function groupRows(group: readonly MetricSummary[], { mark }: IntervalLegend): Markup {
	const first = group[0];
	if (!first) return html``;
	return html`<tbody><tr class="group"><th scope="rowgroup" colspan="5">${first.title} <span class="small">${first.orientation}</span><p>${first.explanation}</p></th></tr>
${group.map(
	(metric) =>
		html`<tr><td>${[metric.set, metric.role].filter((part) => part !== undefined).join(" · ") || "all"}</td><td class="n">${formatNumber(metric.value)}</td><td class="n">${formatInterval(metric.interval)}${mark(metric)}</td><td>${dot(metric)}</td><td class="n">${metric.n}</td></tr>\n`,
)}</tbody>\n`;
}

/** Value and interval on a line from 0 to 1; nothing for numbers that live elsewhere. */
function dot({ value, interval: [low, high] }: MetricSummary): Markup | false {
	const within = [value, low, high].every((x) => x >= 0 && x <= 1);
	if (!within) return false;
	const x = (share: number) => (5 + share * 100).toFixed(1);
	return html`<svg class="dot" viewBox="0 0 110 12" aria-hidden="true"><path d="M5 6H105" stroke="currentColor" stroke-opacity=".3"/><path d="M${x(low)} 6H${x(high)}" stroke="currentColor" stroke-width="3"/><circle cx="${x(value)}" cy="6" r="4" fill="currentColor"/></svg>`;
}
