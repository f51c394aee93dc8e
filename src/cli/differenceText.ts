import { basename } from "node:path";
import type { AuditResult } from "../core/audit/result.ts";
import type { DocumentDifference, RunDifference, ScoreDifference } from "../core/compare/compareRuns.ts";
import { counted, formatNumber } from "../core/report/formatNumber.ts";
import { SEVERITY_MARKS } from "../core/report/severityMark.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { textTable } from "./textTable.ts";

/** Documents that differ at most shown; --json has them all. */
const LISTED = 40;

/** Two audits beside each other: which documents differ and where, then every number with its difference. */
export function differenceText(
	first: AuditResult,
	second: AuditResult,
	{ documents, unmatched, scores }: RunDifference,
	palette: Palette,
): string {
	const [a, b] = [first, second].map(({ models, run }) => `${basename(models.target.file)} (${run})`);
	const differing = documents.filter((d) => d.first !== d.second || d.appeared.length + d.vanished.length > 0);
	const same = documents.length - differing.length;
	return [
		`${palette.bold("First")}   ${a}\n${palette.bold("Second")}  ${b}`,
		`${counted(documents.length, "document")} in both, ${same} of them with the same leaks.`,
		...(unmatched.length > 0
			? [
					`Not compared, because only one audit has them or their text differs: ${counted(unmatched.length, "document")}.`,
				]
			: []),
		...(differing.length > 0 ? [documentRows(differing, palette)] : []),
		...(scores.length > 0 ? [scoreRows(scores, palette)] : []),
	].join("\n\n");
}

function documentRows(differing: readonly DocumentDifference[], { bold, severity }: Palette): string {
	const mark = (state: DocumentDifference["first"]) => {
		const { shape, word } = SEVERITY_MARKS[state];
		return { text: `${shape} ${word}`, paint: severity[state] };
	};
	const head = ["Document", "First", "Second", "Graver in the second, at", "Graver in the first, at"];
	const rows = differing
		.slice(0, LISTED)
		.map(({ path, first, second, appeared, vanished }) => [
			printable(path),
			mark(first),
			mark(second),
			places(appeared),
			places(vanished),
		]);
	const rest = differing.length - rows.length;
	const more = rest > 0 ? `\n${counted(rest, "further document")}: see --json.` : "";
	return `${textTable([head.map((text) => ({ text, paint: bold })), ...rows])}${more}`;
}

/** The first places, in characters. */
function places(spans: readonly { readonly start: number; readonly end: number }[]): string {
	const shown = spans.slice(0, 3).map(({ start, end }) => `${start}-${end}`);
	return [...shown, ...(spans.length > shown.length ? [`${spans.length - shown.length} more`] : [])].join(", ");
}

function scoreRows(scores: readonly ScoreDifference[], { bold }: Palette): string {
	const head = ["Forget set", "First", "Second", "Difference", "n"].map((text) => ({ text, paint: bold }));
	const rows = scores.map(({ title, first, second, difference, interval: [low, high], n }) => [
		title,
		{ text: formatNumber(first), right: true },
		{ text: formatNumber(second), right: true },
		`${formatNumber(difference)}${Number.isNaN(low) ? "" : ` [${formatNumber(low)}, ${formatNumber(high)}]`}`,
		{ text: String(n), right: true },
	]);
	return `${textTable([head, ...rows])}\nSecond minus first; brackets hold 95 % intervals of a paired bootstrap over documents.`;
}
