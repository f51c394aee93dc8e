import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Severity } from "../../core/audit/severity.ts";
import type { Span } from "../../core/corpus/document.ts";
import { formatNumber } from "../../core/report/formatNumber.ts";
import type { PlacedLeak } from "../findings/findings.ts";
import { documentationOf } from "../words/documentationOf.ts";
import { metricOf } from "../words/metricOf.ts";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	info: DiagnosticSeverity.Information,
};

/** A leaked passage as an editor shows it. */
export function diagnosticOf(document: TextDocument, placed: PlacedLeak): Diagnostic {
	const { leak, index, measured } = placed;
	const now = placed.now ?? measured;
	const href = documentationOf(leak.probe);
	// Evidence keeps its distance from the leak, wherever that has moved to.
	const shift = now.start - leak.start;
	const inRecord = measured.start !== leak.start;
	return {
		range: rangeOf(document, now),
		severity: SEVERITIES[leak.severity],
		source: "palimpsest",
		code: leak.probe,
		...(href && { codeDescription: { href } }),
		message: messageOf(placed),
		relatedInformation: leak.evidence.map((evidence) => ({
			location: {
				uri: document.uri,
				range: rangeOf(
					document,
					inRecord ? now : { start: evidence.span.start + shift, end: evidence.span.end + shift },
				),
			},
			message: `${evidence.probe}: ${numberOf(evidence)}. ${evidence.setting}`,
		})),
		data: { index },
	};
}

/** Which passage, what was seen, the number and which way it points. */
function messageOf({ leak, index, count }: PlacedLeak): string {
	return `Passage ${index + 1} of ${count}, “${excerpt(leak.text)}”: ${leak.message} ${numberOf(leak)}.`;
}

function numberOf(score: {
	readonly probe: string;
	readonly metric: string;
	readonly value: number;
	readonly control?: number;
}): string {
	const { title, orientation } = metricOf(score.probe, score.metric);
	const points = orientation ? ` (${orientation})` : "";
	const control = score.control === undefined ? "" : `, reference ${formatNumber(score.control)}`;
	return `${title} ${formatNumber(score.value)}${points}${control}`;
}

function excerpt(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

function rangeOf(document: TextDocument, { start, end }: Span): Diagnostic["range"] {
	return { start: document.positionAt(start), end: document.positionAt(end) };
}
