import * as vscode from "vscode";

/** Text of the unsaved editors of these files and folders: what is on the screen is what is audited. */
export function overlaysUnder(uris: readonly string[]): Readonly<Record<string, string>> {
	const paths = uris.map((uri) => vscode.Uri.parse(uri).path);
	const isUnder = (path: string) =>
		paths.some((root) => path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`));
	return Object.fromEntries(
		vscode.workspace.textDocuments
			.filter(({ isDirty, uri }) => isDirty && uri.scheme === "file" && isUnder(uri.path))
			.map((document) => [document.uri.toString(), document.getText()]),
	);
}
