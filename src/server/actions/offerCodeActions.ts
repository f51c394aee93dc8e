import { type CodeAction, CodeActionKind } from "vscode-languageserver";
import { AUDIT_COMMAND } from "../audits/offerAuditCommand.ts";
import { fileOf } from "../files.ts";
import type { Session } from "../session.ts";

/** On a leaked passage: open its evidence (where the client can draw it), and audit the document again. */
export function offerCodeActions(session: Session): void {
	session.connection.onCodeAction(({ textDocument, context, range }): CodeAction[] => {
		const { uri } = textDocument;
		const document = session.documents.get(uri);
		if (!document || !uri.startsWith("file:")) return [];
		const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
		const leaks = session.findings.get(fileOf(uri))?.leaks ?? [];
		const here = leaks.filter(({ now }) => now && now.start <= end && start <= now.end);
		if (here.length === 0) return [];
		const about = (index: number) => context.diagnostics.filter(({ data }) => data?.index === index);
		const evidence = here.map(({ index, count }): CodeAction => {
			const title = `Open evidence of passage ${index + 1} of ${count}`;
			return {
				title,
				kind: CodeActionKind.QuickFix,
				diagnostics: about(index),
				command: { title, command: "palimpsest.openEvidence", arguments: [uri, index] },
			};
		});
		const again = "Audit this document again";
		return [
			...(session.host ? evidence : []),
			{
				title: again,
				kind: CodeActionKind.QuickFix,
				command: { title: again, command: AUDIT_COMMAND, arguments: [uri] },
			},
		];
	});
}
