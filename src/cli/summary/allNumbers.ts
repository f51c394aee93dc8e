import type { AuditResult } from "../../core/audit/result.ts";
import { ROLES } from "../../core/model/question.ts";
import type { MetricSummary } from "../../core/probes/probe.ts";
import { formatNumber } from "../../core/report/formatNumber.ts";
import { intervalLegend } from "../../core/report/intervalLegend.ts";
import type { Page } from "../page.ts";
import { wrapped } from "../wrapped.ts";

/** Every statistic over every set, a line a model: value, 95 % interval, n, and which way it points. */
export function allNumbers(result: AuditResult, { columns, palette }: Page): string {
	const groups = new Map<string, MetricSummary[]>();
	for (const metric of Object.values(result.metrics)) {
		const key = JSON.stringify([metric.probe, metric.title, metric.set]);
		groups.set(key, [...(groups.get(key) ?? []), metric]);
	}
	if (groups.size === 0) return "";
	const { sentence, mark } = intervalLegend(Object.values(result.metrics));
	const lines = [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (!first) return [];
		const head = `${[first.title, first.set].filter((part) => part !== undefined).join(", ")} (${first.orientation})`;
		const values = ROLES.flatMap((role) => {
			const metric = group.find((candidate) => (candidate.role ?? "target") === role);
			return metric ? [`${role} ${numberText(metric, mark(metric))}`] : [];
		});
		return [...wrapped(head, columns).map(palette.bold), ...wrapped(values.join("; "), columns, "  ")];
	});
	return [palette.bold("All numbers, with 95 % intervals"), ...lines, ...wrapped(sentence, columns)].join("\n");
}

function numberText({ value, interval: [low, high], n }: MetricSummary, mark: string): string {
	const interval =
		Number.isNaN(low) || Number.isNaN(high) ? "" : ` [${formatNumber(low)}, ${formatNumber(high)}]${mark}`;
	return `${formatNumber(value)}${interval} n = ${n}`;
}
