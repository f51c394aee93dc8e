import * as vscode from "vscode";
import { documentOf } from "../audits/chosenDocuments.ts";
import type { Server } from "../server/server.ts";
import { HeatmapPanel } from "./heatmapPanel.ts";

const VIEW = "palimpsest.heatmap";

/** The open heatmaps, one a document. */
export class Heatmaps implements vscode.Disposable {
	readonly #context: vscode.ExtensionContext;
	readonly #server: Server;
	readonly #log: vscode.LogOutputChannel;
	readonly #panels = new Map<string, HeatmapPanel>();
	readonly #serializer: vscode.Disposable;

	constructor(context: vscode.ExtensionContext, server: Server, log: vscode.LogOutputChannel) {
		this.#context = context;
		this.#server = server;
		this.#log = log;
		this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW, {
			deserializeWebviewPanel: async (panel, state: unknown) => {
				const uri = uriIn(state);
				if (uri && vscode.workspace.isTrusted) this.#adopt(panel, uri);
				else panel.dispose();
			},
		});
	}

	/** Opens the heatmap of a document: the given one, the active editor's, or the one to fall back on. */
	open(given?: vscode.Uri | string, otherwise?: string): HeatmapPanel {
		const hasEditor = vscode.window.activeTextEditor?.document.uri.scheme === "file";
		const uri = documentOf(given ?? (hasEditor ? undefined : otherwise)).toString();
		const existing = this.#panels.get(uri);
		if (existing) {
			existing.reveal();
			return existing;
		}
		const title = vscode.l10n.t(
			"Heatmap: {0}",
			uri.split("/").at(-1) ? decodeURIComponent(uri.split("/").at(-1) ?? "") : uri,
		);
		const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
		const panel = vscode.window.createWebviewPanel(VIEW, title, column, { enableFindWidget: true });
		return this.#adopt(panel, uri);
	}

	/** The evidence of a leak is the heatmap with that leak selected. */
	openEvidence(uri: string, leak: number): void {
		this.open(uri).select(leak);
	}

	/** After an audit every open heatmap pulls again. */
	refresh(): void {
		for (const panel of this.#panels.values()) panel.refresh();
	}

	dispose(): void {
		this.#serializer.dispose();
		for (const panel of this.#panels.values()) panel.dispose();
	}

	#adopt(view: vscode.WebviewPanel, uri: string): HeatmapPanel {
		const panel = new HeatmapPanel(view, uri, this.#context.extensionUri, this.#server, this.#log);
		this.#panels.set(uri, panel);
		view.onDidDispose(() => this.#panels.delete(uri));
		return panel;
	}
}

/** What the webview kept is as little trusted as anything else it says. */
function uriIn(state: unknown): string | undefined {
	if (typeof state !== "object" || state === null || !("uri" in state)) return undefined;
	return typeof state.uri === "string" && state.uri.startsWith("file:") ? state.uri : undefined;
}
