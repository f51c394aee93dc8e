import * as vscode from "vscode";
import type { AuditParams } from "../../protocol/lsp.ts";
import { Refusal } from "../notices/refusal.ts";

/** The document a command is about: the one it was given, else the active editor's. Throws `Refusal`. */
export function documentOf(given?: vscode.Uri | string): vscode.Uri {
	const uri = typeof given === "string" ? vscode.Uri.parse(given) : given;
	return onDisk(uri ?? activeUri());
}

/** Files and folders chosen in the explorer: all that are selected when the clicked one is among them. */
export function urisOf(clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): readonly vscode.Uri[] {
	const among = selected?.some((uri) => uri.toString() === clicked?.toString());
	const uris = among && selected ? selected : [clicked ?? activeUri()];
	return uris.map(onDisk);
}

/** The active editor's document and the offsets of what is selected in it. Throws `Refusal` when nothing is. */
export function selectionOf(): { readonly uri: vscode.Uri; readonly selection: NonNullable<AuditParams["selection"]> } {
	const editor = vscode.window.activeTextEditor;
	if (!editor || editor.selection.isEmpty) {
		throw new Refusal(
			"input",
			vscode.l10n.t("No text is selected. Select the passage to audit in an editor and try again."),
		);
	}
	const { document, selection } = editor;
	return {
		uri: onDisk(document.uri),
		selection: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) },
	};
}

function activeUri(): vscode.Uri {
	const uri = vscode.window.activeTextEditor?.document.uri;
	if (uri) return uri;
	throw new Refusal(
		"input",
		vscode.l10n.t("No document is open. Open one, or right-click files or folders in the explorer."),
	);
}

function onDisk(uri: vscode.Uri): vscode.Uri {
	if (uri.scheme === "file") return uri;
	const name = uri.path.split("/").at(-1) || uri.scheme;
	throw new Refusal(
		"input",
		vscode.l10n.t("{0} is not a file on this machine. Save it as a file and try again.", name),
	);
}
