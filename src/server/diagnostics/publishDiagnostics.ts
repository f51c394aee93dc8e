import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { gravity } from "../../core/audit/severity.ts";
import { uriOf } from "../files.ts";
import type { PlacedLeak } from "../findings/findings.ts";
import type { Session } from "../session.ts";
import { diagnosticOf } from "./diagnosticOf.ts";

/** VS Code underlines 500 per file and drops the rest without a word (microsoft/vscode#200206), so we say it. */
export const MOST = 500;

/**
 * Publishes each file by itself: a bulk update of many files stops after 1,100 entries. Pushed rather than pulled,
 * because an audit finds leaks in files that no editor has open.
 */
export function publishDiagnostics(session: Session): void {
	const { connection, findings, documents } = session;
	// Editors compare URIs as text: a file keeps the spelling under which its editor knows it.
	const uriFor = (file: string) => documents.all().find(({ uri }) => uri === uriOf(file))?.uri ?? uriOf(file);

	findings.onChange((file) => {
		const found = findings.get(file);
		const uri = uriFor(file);
		const diagnostics = found ? diagnosticsOf(uri, found.currentText, found.leaks) : [];
		void connection.sendDiagnostics({ uri, diagnostics });
	});
}

/** The gravest of a file's leaks that are still there, ranked, and a last line when there are more. */
export function diagnosticsOf(uri: string, text: string, leaks: readonly PlacedLeak[]): Diagnostic[] {
	const document = TextDocument.create(uri, "", 0, text);
	const present = leaks
		.filter(({ now }) => now !== undefined)
		.sort((a, b) => gravity(a.leak.severity) - gravity(b.leak.severity));
	const shown = present.slice(0, MOST).map((placed) => diagnosticOf(document, placed));
	if (present.length <= MOST) return shown;
	return [
		...shown,
		{
			range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
			severity: DiagnosticSeverity.Information,
			source: "palimpsest",
			code: "capped",
			message: `Showing ${MOST} of ${present.length.toLocaleString("en")} passages, the gravest; the report lists them all.`,
		},
	];
}
