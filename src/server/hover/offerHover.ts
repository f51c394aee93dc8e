import { MarkupKind } from "vscode-languageserver";
import { fileOf } from "../files.ts";
import type { Session } from "../session.ts";
import { hoverText } from "./hoverText.ts";

/** The numbers behind the leaked passage under the pointer. */
export function offerHover(session: Session): void {
	session.connection.onHover(({ textDocument, position }) => {
		const document = session.documents.get(textDocument.uri);
		if (!document || !textDocument.uri.startsWith("file:")) return null;
		const offset = document.offsetAt(position);
		const here = session.findings
			.get(fileOf(textDocument.uri))
			?.leaks.find(({ now }) => now && now.start <= offset && offset < now.end);
		if (!here?.now) return null;
		return {
			contents: { kind: MarkupKind.Markdown, value: hoverText(here, session.host ? textDocument.uri : undefined) },
			range: { start: document.positionAt(here.now.start), end: document.positionAt(here.now.end) },
		};
	});
}
