import type { AuditResult, DocumentResult, Leak } from "../audit/result.ts";
import { adapterWords } from "./adapterWords.ts";
import { auditedProbes } from "./auditedProbes.ts";
import { countedLeaks } from "./countedLeaks.ts";
import { type FamilyState, familyReason, familyState } from "./familyState.ts";
import { counted, formatInterval, formatNumber } from "./formatNumber.ts";
import { headline } from "./headline.ts";
import { intervalLegend } from "./intervalLegend.ts";
import { type Paragraph, plainAnswers } from "./plainWords.ts";
import { relearnedWords } from "./relearnedWords.ts";
import { sentence } from "./sentence.ts";
import { SEVERITY_MARKS } from "./severityMark.ts";
import { DESTROYED_WORDS, verdictSentences } from "./verdictWords.ts";

const LEAKS_PER_DOCUMENT = 5;

/** The audit in short, as GitHub-flavoured Markdown: for a pull request or a mail. */
export function markdownReport(result: AuditResult): string {
	const { verdict } = result;
	const [because, ...statistics] = verdict.reasons.map(sentence);
	const sections = [
		`# Palimpsest: ${inline(headline(result))}`,
		`**${verdict.label}.** ${[...verdictSentences(verdict), ...(because === undefined ? [] : [inline(because)])].join(" ")}`,
		...verdict.flags.map((flag) => `> **${flag}.** ${DESTROYED_WORDS}`),
		bullets(statistics),
		...plainAnswers(result).map(({ question, paragraphs }) => plain(question, paragraphs)),
		"## Documents",
		documents(result),
		...(result.documents.some((document) => document.leaks.length > 0) ? ["## Leaks"] : []),
		...result.documents.filter((document) => document.leaks.length > 0).map(leaks),
		...(result.quantised ?? []).filter(({ passages }) => passages.length > 0).map(onlyQuantised),
		"## Numbers",
		numbers(result),
		"## How it was measured",
		measured(result),
	];
	return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function numbers({ metrics }: AuditResult): string {
	const { sentence: methods, mark: exception } = intervalLegend(Object.values(metrics));
	const rows = Object.values(metrics).map((metric) => [
		metric.title,
		[metric.set, metric.role].filter(Boolean).join(", "),
		formatNumber(metric.value),
		`${formatInterval(metric.interval)}${exception(metric)}`,
		formatNumber(metric.n),
		metric.orientation,
	]);
	return `${table(["Metric", "Of", "Value", "95 % interval", "n", "Reading"], rows)}\n\n${inline(methods)}`;
}

/** Sentences run on until one has points to list. */
function plain(question: string, paragraphs: readonly Paragraph[]): string {
	const blocks: string[] = [];
	let open = `**${question}.**`;
	for (const { text, points } of paragraphs) {
		open = `${open} ${inline(text)}`.trim();
		if (!points) continue;
		blocks.push(open, bullets(points));
		open = "";
	}
	return [...blocks, open].filter((block) => block !== "").join("\n\n");
}

function documents(result: AuditResult): string {
	const probes = auditedProbes(result);
	const rows = result.documents.map((document) => {
		const state = familyState(document, probes);
		const reason = state === "not-run" ? `: ${familyReason(document, probes)}` : "";
		return [document.path, `${mark(state)}${reason}`, state === "not-run" ? "–" : countedLeaks(document.leaks)];
	});
	return table(["Document", "Severity", "Leaks"], rows);
}

function leaks(document: DocumentResult): string {
	const shown = document.leaks.slice(0, LEAKS_PER_DOCUMENT).map(leak);
	const more = document.leaks.length - shown.length;
	return [
		`### ${inline(document.path)}`,
		...shown,
		...(more > 0 ? [`Not shown here: ${countedLeaks(document.leaks.slice(LEAKS_PER_DOCUMENT))}.`] : []),
	].join("\n\n");
}

function onlyQuantised({ name, passages }: NonNullable<AuditResult["quantised"]>[number]): string {
	const shown = passages.slice(0, LEAKS_PER_DOCUMENT);
	const more = passages.length - shown.length;
	return [
		`## Only when quantised to ${inline(name)}`,
		...shown.map((passage) => `${inline(passage.path)}: ${leak(passage.leak)}`),
		...(more > 0 ? [`${counted(more, "further leak")} not shown here.`] : []),
	].join("\n\n");
}

function leak(found: Leak): string {
	const control = found.control === undefined ? "" : `, reference ${formatNumber(found.control)}`;
	const value = `${inline(found.probe)}: ${inline(found.metric)} ${formatNumber(found.value)}${control}${found.p === undefined ? "" : `, p ${formatNumber(found.p)}`}`;
	return `${mark(found.severity)} at ${found.start}–${found.end}, ${value}. ${inline(sentence(found.message))}\n\n${fenced(found.text)}`;
}

function measured(result: AuditResult): string {
	const { provenance } = result;
	const models = Object.entries(result.models).map(
		([role, model]) =>
			`${role}: ${model.file}, SHA-256 ${model.sha256}, ${model.description.quantisation}${adapterWords(model)}`,
	);
	const probes = Object.entries(provenance.probes).map(([id, version]) => `${id} ${version}`);
	const settings = Object.keys(provenance.settings)
		.sort()
		.map((name) => `${name} ${provenance.settings[name]}`);
	return [
		bullets([
			...models,
			...(result.furtherReferences ?? []).map(({ file, sha256 }) => `further reference: ${file}, SHA-256 ${sha256}`),
			...(result.relearned ? [`relearned copies: ${relearnedWords(result.relearned)}`] : []),
			`suite ${provenance.suite}, policy ${provenance.policy}, profile ${provenance.profile}, seed ${provenance.seed}`,
			`palimpsest ${provenance.palimpsest}, llama.cpp ${provenance.llamaCpp}`,
			`settings: ${settings.join(", ")}`,
			`probes: ${probes.join(", ")}`,
			...result.notes.map((note) => `${note.probe}: ${note.message}`),
			`run ${result.run}, ${result.startedAt} to ${result.finishedAt}`,
		]),
		"Run it again with",
		fenced(provenance.command),
	].join("\n\n");
}

const mark = (severity: FamilyState): string => `${SEVERITY_MARKS[severity].shape} ${SEVERITY_MARKS[severity].word}`;

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
