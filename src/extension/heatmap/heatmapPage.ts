import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The page around the webview's bundle: nothing runs but our script, nothing is fetched but our own files. */
export function heatmapPage(webview: vscode.Webview, resources: vscode.Uri): string {
	const nonce = randomBytes(16).toString("base64");
	const own = webview.cspSource;
	const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(resources, name)).toString();
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${own}`,
		`font-src ${own}`,
		`img-src ${own} data:`,
	].join("; ");
	return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address("heatmap.css")}">
<title>Palimpsest heatmap</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${address("heatmap.js")}"></script>
</body>
</html>`;
}
