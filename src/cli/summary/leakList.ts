import type { AuditResult, Leak } from "../../core/audit/result.ts";
import { gravity } from "../../core/audit/severity.ts";
import { countedLeaks } from "../../core/report/countedLeaks.ts";
import { sentence } from "../../core/report/sentence.ts";
import { SEVERITY_MARKS } from "../../core/report/severityMark.ts";
import { shortened } from "../displayWidth.ts";
import { excerpt } from "../excerpt.ts";
import type { Page } from "../page.ts";
import { printable } from "../printable.ts";
import { wrapped } from "../wrapped.ts";

/** Leaks listed on the terminal; the report has them all. */
const LISTED = 5;
/** Lines of a passage that are quoted. */
const QUOTED_LINES = 2;
const INDENT = "  ";

/** The gravest leaks: where, what was seen, and the passage. Empty when there are none. */
export function leakList({ documents }: AuditResult, { columns, palette }: Page): string {
	const all = documents.flatMap(({ path, leaks }) => leaks.map((leak) => ({ path, leak })));
	if (all.length === 0) return "";
	// A document's own leaks come ranked; between documents severity decides, then length.
	const ranked = all.sort((a, b) => gravity(a.leak.severity) - gravity(b.leak.severity) || size(b.leak) - size(a.leak));
	const lines = ranked.slice(0, LISTED).flatMap(({ path, leak }) => {
		const { shape, word } = SEVERITY_MARKS[leak.severity];
		const place = `, characters ${leak.start}-${leak.end}`;
		const room = columns - `${shape} ${word}  `.length - place.length;
		const where = palette.bold(`${shortened(printable(path), Math.max(8, room))}${place}`);
		// Quotation marks and the indent take their share, and broken words a little of each line.
		const quote = excerpt(leak.text, leak.start, (columns - INDENT.length - 6) * QUOTED_LINES - 2);
		return [
			`${palette.severity[leak.severity](`${shape} ${word}`)}  ${where}`,
			...wrapped(sentence(leak.message), columns, INDENT),
			...wrapped(`“${quote}”`, columns, INDENT, `${INDENT} `).map(palette.dim),
		];
	});
	const more = all.length - LISTED;
	const rest =
		more > 0 ? [`Not shown here: ${countedLeaks(ranked.slice(LISTED).map(({ leak }) => leak))}; see the report.`] : [];
	return [palette.bold("Leaks"), ...lines, ...rest].join("\n");
}

function size(leak: Leak): number {
	return leak.end - leak.start;
}
