import * as vscode from "vscode";
import { METHODS, type ReportReply } from "../../protocol/lsp.ts";
import type { Server } from "../server/server.ts";

/**
 * Shows a run's report in a tab: the newest run's unless one is named. The report is one page without scripts that
 * forbids itself every outside resource, so it opens offline and on a remote machine alike.
 */
export async function showReport(server: Server, run?: string): Promise<void> {
	const params = { format: "html", ...(typeof run === "string" ? { run } : {}) };
	const { text } = await server.request<ReportReply>(METHODS.report, params);
	const panel = vscode.window.createWebviewPanel(
		"palimpsest.report",
		vscode.l10n.t("Palimpsest Report"),
		vscode.ViewColumn.Active,
		{ enableScripts: false, enableFindWidget: true, localResourceRoots: [] },
	);
	panel.webview.html = text;
}
