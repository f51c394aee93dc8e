/**
 * The extension's entry: what Palimpsest adds to VS Code, one line a surface. Nothing here loads a model, and the
 * language client itself is loaded when the first command needs it.
 */
import * as vscode from "vscode";
import { Audits } from "./audits/audits.ts";
import { Heatmaps } from "./heatmap/heatmaps.ts";
import { ModelChoice } from "./models/modelChoice.ts";
import { selectModels } from "./models/selectModels.ts";
import { guarded } from "./notices/guarded.ts";
import { showReport } from "./report/showReport.ts";
import { Server } from "./server/server.ts";
import { showMenu } from "./status/showMenu.ts";
import { StatusItem } from "./status/statusItem.ts";

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel("Palimpsest", { log: true });
	server = new Server(context, log);
	const status = new StatusItem(server);
	const models = new ModelChoice(context.workspaceState);
	const heatmaps = new Heatmaps(context, server, log);
	const audits = new Audits(context, server, models, heatmaps, log);

	const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
		"palimpsest.auditDocument": (uri?: vscode.Uri | string) => audits.document(uri),
		"palimpsest.auditSelection": () => audits.selection(),
		"palimpsest.probeForgetSet": (uri?: vscode.Uri, uris?: readonly vscode.Uri[]) => audits.forgetSet(uri, uris),
		"palimpsest.selectModels": () => selectModels(server as Server, models),
		"palimpsest.openHeatmap": (uri?: vscode.Uri | string) => heatmaps.open(uri, audits.bestDocument),
		"palimpsest.openEvidence": (uri: string, leak: number) => heatmaps.openEvidence(uri, leak),
		"palimpsest.showReport": (run?: string) => showReport(server as Server, run),
		"palimpsest.cancelAudit": () => audits.cancel(),
		"palimpsest.showMenu": () => showMenu(audits),
	};
	const registered = Object.entries(commands).map(([id, run]) =>
		vscode.commands.registerCommand(id, guarded(log, run as (...args: unknown[]) => unknown)),
	);
	context.subscriptions.push(log, server, status, heatmaps, ...registered);

	// Leaks found in an earlier window are shown again; a workspace that was never audited starts nothing.
	if (audits.ranBefore && vscode.workspace.isTrusted)
		void server.start().catch((error: unknown) => log.warn(String(error)));
}

export function deactivate(): Promise<void> | undefined {
	return server?.stop();
}
