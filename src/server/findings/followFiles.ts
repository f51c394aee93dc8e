import { FileChangeType } from "vscode-languageserver";
import { Problem } from "../../core/audit/problem.ts";
import { fileOf, openText, textOf } from "../files.ts";
import type { Session } from "../session.ts";
import { sha256 } from "./sha256.ts";

/** Keeps findings in step with editors and files: an opened file shows its newest run, an edit moves its passages. */
export function followFiles(session: Session): void {
	const { documents, findings, connection } = session;

	documents.onDidChangeContent(({ document }) => {
		if (!document.uri.startsWith("file:")) return;
		const file = fileOf(document.uri);
		if (findings.get(file)) findings.edit(file, document.getText());
	});

	documents.onDidOpen(({ document }) => {
		if (document.uri.startsWith("file:")) void recall(session, fileOf(document.uri)).catch(report(session));
	});

	// Without the editor the text is the file's again: unsaved changes are gone.
	documents.onDidClose(({ document }) => {
		if (document.uri.startsWith("file:")) void reread(session, fileOf(document.uri)).catch(report(session));
	});

	connection.onDidChangeWatchedFiles(({ changes }) => {
		for (const { uri, type } of changes) {
			const file = fileOf(uri);
			if (type === FileChangeType.Deleted) findings.drop(file);
			else if (openText(session, file) === undefined) void reread(session, file).catch(report(session));
		}
	});
}

/** Shows what the newest run that covers a file found, if the text is still the one that was measured. */
async function recall(session: Session, file: string): Promise<void> {
	if (session.findings.get(file)) return;
	const auditor = await session.auditor();
	const covering = auditor.covering(file);
	if (!covering) return;
	const document = auditor.result(covering.run)?.documents.find(({ path }) => path === covering.path);
	const text = openText(session, file);
	// A running audit may have placed newer findings while the store was read.
	if (!document || text === undefined || session.findings.get(file)) return;
	if (sha256(text) === document.sha256) session.findings.place(file, covering.run, document, text);
}

async function reread(session: Session, file: string): Promise<void> {
	if (!session.findings.get(file)) return;
	const text = await textOf(session, file);
	if (text === undefined) session.findings.drop(file);
	else session.findings.edit(file, text);
}

/** A store that cannot be opened is said when an audit needs it, not when a file is opened. */
function report(session: Session): (error: unknown) => void {
	return (error) => {
		const text = error instanceof Problem ? error.sentence : String(error instanceof Error ? error.stack : error);
		session.connection.console.warn(text);
	};
}
