import * as vscode from "vscode";
import type { HeatmapView } from "../../protocol/heatmap.ts";
import { tell } from "../notices/guarded.ts";
import type { Server } from "../server/server.ts";
import { type Channel, openChannel } from "./channel.ts";
import { heatmapFunctions } from "./heatmapFunctions.ts";
import { heatmapPage } from "./heatmapPage.ts";

/** One heatmap tab. Its page is thrown away while hidden and pulls what it shows again. */
export class HeatmapPanel implements vscode.Disposable {
	readonly #panel: vscode.WebviewPanel;
	readonly #channel: Channel;
	readonly #view: HeatmapView;
	#wanted: number | undefined;

	constructor(
		panel: vscode.WebviewPanel,
		uri: string,
		extension: vscode.Uri,
		server: Server,
		log: vscode.LogOutputChannel,
	) {
		const resources = vscode.Uri.joinPath(extension, "dist/webview");
		const media = vscode.Uri.joinPath(extension, "media");
		panel.webview.options = { enableScripts: true, localResourceRoots: [resources, media] };
		panel.iconPath = vscode.Uri.joinPath(media, "icon.svg");
		this.#panel = panel;
		this.#channel = openChannel(panel.webview, heatmapFunctions(uri, server), {
			failed: (error) => tell(log, error),
			listening: () => this.#selectWanted(),
		});
		this.#view = this.#channel.view;
		panel.onDidDispose(() => this.#channel.close());
		panel.webview.html = heatmapPage(panel.webview, resources);
	}

	reveal(): void {
		this.#panel.reveal(undefined, false);
	}

	/** A page that does not listen yet pulls everything by itself when it does. */
	refresh(): void {
		if (this.#channel.listens) this.#view.refresh();
	}

	select(leak: number): void {
		this.#wanted = leak;
		if (this.#channel.listens) this.#selectWanted();
	}

	dispose(): void {
		this.#panel.dispose();
	}

	#selectWanted(): void {
		if (this.#wanted !== undefined) this.#view.select(this.#wanted);
		this.#wanted = undefined;
	}
}
