import type { AuditResult, DocumentResult, Leak } from "../audit/result.ts";
import { counted, formatInterval, formatNumber } from "./formatNumber.ts";
import { headline } from "./headline.ts";
import { DESTROYED_WORDS, plainAnswers, sentence, VERDICT_WORDS } from "./plainWords.ts";
import { SEVERITY_MARKS } from "./severityMark.ts";

const LEAKS_PER_DOCUMENT = 5;

/** The audit in short, as GitHub-flavoured Markdown: for a pull request or a mail. */
export function markdownReport(result: AuditResult): string {
	const { verdict } = result;
	const sections = [
		`# Palimpsest: ${inline(headline(result))}`,
		`**${verdict.label}.** ${VERDICT_WORDS[verdict.label]} The claim “${inline(verdict.claim)}” is ${verdict.supported ? "supported" : "not supported"}.`,
		...verdict.flags.map((flag) => `> **${flag}.** ${DESTROYED_WORDS}`),
		bullets(verdict.reasons.map(sentence)),
		...plainAnswers(result).map(({ question, sentences, points }) =>
			[`**${question}.** ${sentences.map(inline).join(" ")}`, ...(points ? [bullets(points)] : [])].join("\n\n"),
		),
		"## Numbers",
		numbers(result),
		"## Documents",
		documents(result.documents),
		...(result.documents.some((document) => document.leaks.length > 0) ? ["## Leaks"] : []),
		...result.documents.filter((document) => document.leaks.length > 0).map(leaks),
		"## How it was measured",
		measured(result),
	];
	return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function numbers({ metrics }: AuditResult): string {
	const rows = Object.values(metrics).map((metric) => [
		metric.title,
		[metric.set, metric.role].filter(Boolean).join(", "),
		formatNumber(metric.value),
		formatInterval(metric.interval),
		formatNumber(metric.n),
		metric.orientation,
	]);
	return table(["Metric", "Of", "Value", "95 % interval", "n", "Reading"], rows);
}

function documents(all: readonly DocumentResult[]): string {
	const rows = all.map((document) => [document.path, mark(document.severity), formatNumber(document.leaks.length)]);
	return table(["Document", "Severity", "Leaks"], rows);
}

function leaks(document: DocumentResult): string {
	const shown = document.leaks.slice(0, LEAKS_PER_DOCUMENT).map(leak);
	const more = document.leaks.length - shown.length;
	return [
		`### ${inline(document.path)}`,
		...shown,
		...(more > 0 ? [`${counted(more, "further leak")} not shown here.`] : []),
	].join("\n\n");
}

function leak(found: Leak): string {
	const control = found.control === undefined ? "" : `, reference ${formatNumber(found.control)}`;
	const value = `${inline(found.probe)}: ${inline(found.metric)} ${formatNumber(found.value)}${control}`;
	return `${mark(found.severity)} at ${found.start}–${found.end}, ${value}. ${inline(found.message)}\n\n${fenced(found.text)}`;
}

function measured(result: AuditResult): string {
	const { provenance } = result;
	const models = Object.entries(result.models).map(
		([role, model]) => `${role}: ${model.file}, SHA-256 ${model.sha256}, ${model.description.quantisation}`,
	);
	const probes = Object.entries(provenance.probes).map(([id, version]) => `${id} ${version}`);
	return [
		bullets([
			...models,
			`suite ${provenance.suite}, policy ${provenance.policy}, profile ${provenance.profile}, seed ${provenance.seed}`,
			`palimpsest ${provenance.palimpsest}, llama.cpp ${provenance.llamaCpp}`,
			`probes: ${probes.join(", ")}`,
			...result.notes.map((note) => `${note.probe}: ${note.message}`),
			`run ${result.run}, ${result.startedAt} to ${result.finishedAt}`,
		]),
		"Run it again with",
		fenced(provenance.command),
	].join("\n\n");
}

const mark = (severity: DocumentResult["severity"]): string =>
	`${SEVERITY_MARKS[severity].shape} ${SEVERITY_MARKS[severity].word}`;

const bullets = (items: readonly string[]): string => items.map((item) => `- ${inline(item)}`).join("\n");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map(inline).join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** One line of text in which nothing is Markdown or HTML. */
function inline(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	if (/^-+$/.test(line)) return line;
	return line
		.replace(
			/[\\`*_{}[\]<>#|~!$@&]/g,
			(character) => (character === "<" || character === "&" ? ENTITIES[character] : `\\${character}`) ?? "",
		)
		.replace(/(https?|www)(?=[:.])/gi, "$1\u200b")
		.replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2")
		.replace(/^([-+=])/, "\\$1");
}

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", "&": "&amp;" };

/** Text as it is, in a fence longer than any run of backticks inside it. */
function fenced(text: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = "`".repeat(longest + 1);
	return `${fence}text\n${text.replace(/\r\n?/g, "\n")}\n${fence}`;
}
