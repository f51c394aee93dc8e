import * as vscode from "vscode";
import type { HeatmapHost } from "../../protocol/heatmap.ts";
import { type DescribeReply, type LeakReply, METHODS, type OverviewReply, type TileReply } from "../../protocol/lsp.ts";
import type { Server } from "../server/server.ts";
import { floats, integers, octets } from "./arrays.ts";

/** What a webview may ask for, about its own document only: it never names a file. */
export function heatmapFunctions(uri: string, server: Server): HeatmapHost {
	return {
		describe: (columns) => server.request<DescribeReply>(METHODS.describe, { uri, columns }),
		async tile(request) {
			const tile = await server.request<TileReply>(METHODS.tile, { uri, ...request });
			return {
				text: tile.text,
				offset: tile.offset,
				rowStarts: integers(tile.rowStarts),
				starts: integers(tile.starts),
				ends: integers(tile.ends),
				classes: octets(tile.classes),
				values: floats(tile.values),
			};
		},
		async overview(role, metric, columns, cells) {
			const params = { uri, role, metric, columns, cells };
			return { classes: octets((await server.request<OverviewReply>(METHODS.overview, params)).classes) };
		},
		leak: (index) => server.request<LeakReply>(METHODS.leak, { uri, index }),
		reveal: (start, end) => reveal(vscode.Uri.parse(uri), start, end),
		async openReport() {
			await vscode.commands.executeCommand("palimpsest.showReport");
		},
	};
}

/** Selects a span in the document's editor; beside the heatmap when it is not open yet. */
async function reveal(uri: vscode.Uri, start: number, end: number): Promise<void> {
	const document = await vscode.workspace.openTextDocument(uri);
	const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
	const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
	await vscode.window.showTextDocument(document, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.One, selection });
}
