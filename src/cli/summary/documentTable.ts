import type { AuditResult, DocumentResult } from "../../core/audit/result.ts";
import type { Family } from "../../core/probes/probe.ts";
import { PROBES } from "../../core/probes/registry.ts";
import { type FamilyState, familyState, markersOf } from "../../core/report/familyState.ts";
import { counted } from "../../core/report/formatNumber.ts";
import { reasonsNotRun } from "../../core/report/reasonsNotRun.ts";
import { graver, SEVERITY_MARKS } from "../../core/report/severityMark.ts";
import { shortened } from "../displayWidth.ts";
import type { Page } from "../page.ts";
import type { Palette } from "../palette.ts";
import { printable } from "../printable.ts";
import { type Cell, textTable } from "../textTable.ts";
import { wrapped } from "../wrapped.ts";

/** Documents listed on the terminal; the report has them all. */
const LISTED = 20;
/** Reasons why families were not run that are told here. */
const REASONS = 3;
/** A mark and the longest word beside it, and the space between columns. */
const CELL = 12;
const GAP = 2;

/** Documents by families of probes: what each family found in each, and where it could not ask. */
export function documentTable(result: AuditResult, { columns, palette }: Page): string {
	const ran = markersOf(PROBES).filter(({ id }) => id in result.provenance.probes);
	const families = [...new Set(ran.map(({ family }) => family))];
	const members = (family: Family) => ran.filter((probe) => probe.family === family);
	const state = (document: DocumentResult, family: Family) => familyState(document, members(family), result.notes);
	// The order is that of the folder, unless there are more than can be shown: then the gravest come first.
	const shown =
		result.documents.length <= LISTED
			? result.documents
			: [...result.documents].sort((a, b) => compare(a, b)).slice(0, LISTED);
	const room = Math.max(16, columns - families.length * (CELL + GAP));
	const head = ["Document", ...families].map((text) => ({ text, paint: palette.bold }));
	const rows = shown.map((document) => [
		shortened(printable(document.path), room),
		...families.map((family) => cell(state(document, family), palette)),
	]);
	const more = result.documents.length - shown.length;
	const rest =
		more > 0 ? [palette.dim(`${counted(more, "further document")}, none of them graver: see the report.`)] : [];
	const reasons = families.flatMap((family) => reasonsNotRun(family, members(family), result)).slice(0, REASONS);
	const why = reasons.flatMap((reason) => wrapped(printable(reason), columns, "", "  ")).map(palette.dim);
	return [textTable([head, ...rows]), ...rest, ...why].join("\n");
}

function compare({ severity: a }: DocumentResult, { severity: b }: DocumentResult): number {
	if (a === b) return 0;
	return graver(a, b) === a ? -1 : 1;
}

function cell(state: FamilyState, { dim, severity }: Palette): Cell {
	const { shape, word } = SEVERITY_MARKS[state];
	return { text: `${shape} ${word}`, paint: state === "not-run" ? dim : severity[state] };
}
