import type { AuditResult, DocumentResult, Leak } from "../core/audit/result.ts";
import { gravity, type Severity } from "../core/audit/severity.ts";
import { ROLES } from "../core/model/question.ts";
import type { MetricSummary } from "../core/probes/probe.ts";
import { PROBES } from "../core/probes/registry.ts";
import { counted, formatNumber } from "../core/report/formatNumber.ts";
import { headline } from "../core/report/headline.ts";
import { fileName, sentence } from "../core/report/plainWords.ts";
import { SEVERITY_MARKS } from "../core/report/severityMark.ts";
import { excerpt } from "./excerpt.ts";
import type { Palette } from "./palette.ts";
import { type Cell, textTable } from "./textTable.ts";

/** Leaks listed on the terminal; the report has them all. */
const LISTED = 12;

/** A finished audit as a person reads it in a terminal: documents, leaks, numbers, verdict. */
export function auditText(result: AuditResult, palette: Palette): string {
	return [
		models(result, palette),
		documents(result, palette),
		leaks(result, palette),
		numbers(result, palette),
		verdict(result, palette),
	]
		.filter((section) => section !== "")
		.join("\n\n");
}

function models(result: AuditResult, { bold }: Palette): string {
	const rows = ROLES.flatMap((role) => {
		const model = result.models[role];
		if (!model) return [];
		const { architecture, quantisation, parameters } = model.description;
		return [[role, bold(fileName(model.file)), `${architecture} ${quantisation}, ${millions(parameters)} parameters`]];
	});
	return textTable(rows);
}

function documents(result: AuditResult, palette: Palette): string {
	const families = [...new Set(PROBES.filter(({ id }) => id in result.provenance.probes).map(({ family }) => family))];
	const head = ["Document", "Gravest", "Leaks", ...families].map((text) => ({ text, paint: palette.bold }));
	const rows = result.documents.map((document) => [
		document.path,
		mark(document.severity, palette),
		{ text: String(document.leaks.length), right: true },
		...families.map((family) => mark(gravestOf(document, family), palette)),
	]);
	return textTable([head, ...rows]);
}

function gravestOf(document: DocumentResult, family: string): Severity | "none" {
	const probes = new Set(PROBES.filter((probe) => probe.family === family).map(({ id }) => id));
	const found = document.leaks.flatMap(({ evidence }) => evidence.filter(({ probe }) => probes.has(probe)));
	return found.map(({ severity }) => severity).sort((a, b) => gravity(a) - gravity(b))[0] ?? "none";
}

function leaks(result: AuditResult, palette: Palette): string {
	const all = result.documents.flatMap((document) => document.leaks.map((leak) => ({ leak, path: document.path })));
	if (all.length === 0) return "";
	// A document's own leaks come ranked; between documents severity decides, then length.
	const ranked = all.sort((a, b) => gravity(a.leak.severity) - gravity(b.leak.severity) || size(b.leak) - size(a.leak));
	const lines = ranked.slice(0, LISTED).map(({ leak, path }) => {
		const { shape, word } = SEVERITY_MARKS[leak.severity];
		const place = `${path}:${leak.start}–${leak.end}`;
		const control = leak.control === undefined ? "" : `, reference ${formatNumber(leak.control)}`;
		const value = `${leak.probe} ${leak.metric} ${formatNumber(leak.value)}${control}`;
		const head = `${palette.severity[leak.severity](`${shape} ${word}`)}  ${palette.bold(place)}  ${palette.dim(value)}`;
		return `${head}\n  ${sentence(leak.message)}\n  “${excerpt(leak.text)}”`;
	});
	const more = all.length - lines.length;
	const rest = more > 0 ? [palette.dim(`${counted(more, "further leak")}: see the report.`)] : [];
	return [palette.bold("Leaks"), ...lines, ...rest].join("\n");
}

/** A row a metric and set, a column a model: target, original and reference stand side by side. */
function numbers(result: AuditResult, { bold, dim }: Palette): string {
	const groups = new Map<string, MetricSummary[]>();
	for (const metric of Object.values(result.metrics)) {
		const key = JSON.stringify([metric.probe, metric.title, metric.set]);
		groups.set(key, [...(groups.get(key) ?? []), metric]);
	}
	if (groups.size === 0) return "";
	const roles = ROLES.filter((role) => result.models[role]);
	const head = ["Metric", "Set", ...roles, "n", "Reading"].map((text) => ({ text, paint: bold }));
	const rows = [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (!first) return [];
		const cells = roles.map((role) => valueCell(group.find((metric) => (metric.role ?? "target") === role)));
		const n = [...new Set(group.map((metric) => metric.n))].join("/");
		return [
			[first.title, first.set ?? "", ...cells, { text: n, right: true }, { text: first.orientation, paint: dim }],
		];
	});
	return `${textTable([head, ...rows])}\n${dim("Brackets: 95 % intervals.")}`;
}

function valueCell(metric: MetricSummary | undefined): string {
	if (!metric) return "";
	const [low, high] = metric.interval;
	const interval = Number.isNaN(low) || Number.isNaN(high) ? "" : ` [${formatNumber(low)}, ${formatNumber(high)}]`;
	return `${formatNumber(metric.value)}${interval}`;
}

function verdict(result: AuditResult, { bold }: Palette): string {
	const { claim, supported, flags, reasons, missing } = result.verdict;
	const notes = result.notes.filter(({ kind }) => kind === "not-run" || kind === "failed");
	const undone = [...new Set([...missing, ...notes.map(({ message }) => message)].map(sentence))];
	const bullets = (items: readonly string[]) => items.map((item) => `  • ${item}`);
	return [
		bold(headline(result)),
		`The claim “${claim}” is ${supported ? "" : "not "}supported${flags.length > 0 ? ` (${flags.join(", ")})` : ""}.`,
		...bullets(reasons.map(sentence)),
		...(undone.length > 0 ? ["Not done, and needed to say more:", ...bullets(undone)] : []),
	].join("\n");
}

function mark(severity: Severity | "none", palette: Palette): Cell {
	const { shape, word } = SEVERITY_MARKS[severity];
	return { text: severity === "none" ? shape : `${shape} ${word}`, paint: palette.severity[severity] };
}

function size(leak: Leak): number {
	return leak.end - leak.start;
}

function millions(parameters: number): string {
	if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)}B`;
	return parameters >= 1e4 ? `${Number((parameters / 1e6).toPrecision(2))}M` : String(parameters);
}
