import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { METHODS, type ProgressParams, type Refused, type StatusParams } from "../../protocol/lsp.ts";
import { Refusal } from "../notices/refusal.ts";
import { settingsOf } from "./settings.ts";
import { startClient } from "./startClient.ts";

/** The language server as the surfaces see it: started by the first request, restarted when its settings change. */
export class Server implements vscode.Disposable {
	readonly #context: vscode.ExtensionContext;
	readonly #log: vscode.LogOutputChannel;
	readonly #status = new vscode.EventEmitter<StatusParams>();
	readonly #progress = new vscode.EventEmitter<ProgressParams>();
	readonly #watching: vscode.Disposable;
	#watcher: vscode.FileSystemWatcher | undefined;
	#client: Promise<LanguageClient> | undefined;

	readonly onStatus = this.#status.event;
	readonly onProgress = this.#progress.event;

	constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
		this.#context = context;
		this.#log = log;
		this.#watching = vscode.workspace.onDidChangeConfiguration((change) => {
			// The next request starts it with the new folder; a running audit keeps what it has measured.
			if (change.affectsConfiguration("palimpsest.store")) void this.stop();
		});
	}

	/** Resolves when the server answers. A failed start is tried again by the next call. */
	start(): Promise<LanguageClient> {
		this.#client ??= this.#start().catch((error: unknown) => {
			this.#client = undefined;
			this.#log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
			throw new Refusal(
				"server",
				vscode.l10n.t("The language server does not start. Reload the window, or see the log."),
			);
		});
		return this.#client;
	}

	/** Sends one of `METHODS`. Throws `Refusal` when the server refuses, with its sentence, or when it dies meanwhile. */
	async request<Reply>(method: string, params: object): Promise<Exclude<Reply, Refused>> {
		const client = await this.start();
		const reply = await client.sendRequest<Reply | Refused>(method, params).catch((error: unknown) => {
			if (client.isRunning()) throw error;
			this.#log.warn(error instanceof Error ? error.message : String(error));
			throw new Refusal(
				"server",
				vscode.l10n.t("The language server stopped. Run the command again: what was measured is kept."),
			);
		});
		if (isRefused(reply)) throw new Refusal(reply.refused.code as Refusal["code"], reply.refused.sentence);
		return reply as Exclude<Reply, Refused>;
	}

	/** Says something to a server that runs; one that does not has nothing to hear. */
	async notify(method: string, params: object): Promise<void> {
		const client = await this.#client;
		if (client?.isRunning()) await client.sendNotification(method, params);
	}

	async stop(): Promise<void> {
		const client = this.#client;
		this.#client = undefined;
		// Engines need a moment to leave; after five seconds the process is ended.
		await client?.then((running) => running.dispose(5_000)).catch((error: unknown) => this.#log.warn(String(error)));
	}

	dispose(): void {
		this.#watching.dispose();
		this.#watcher?.dispose();
		this.#status.dispose();
		this.#progress.dispose();
	}

	async #start(): Promise<LanguageClient> {
		this.#watcher ??= vscode.workspace.createFileSystemWatcher("**/*.{txt,md,jsonl}");
		const client = await startClient({
			module: this.#context.asAbsolutePath("dist/server.cjs"),
			log: this.#log,
			store: settingsOf().store,
			watcher: this.#watcher,
			died: () => {
				this.#client = undefined;
				this.#status.fire({ state: "failed", detail: vscode.l10n.t("The language server stopped.") });
			},
		});
		client.onNotification(METHODS.status, (status: StatusParams) => this.#status.fire(status));
		client.onNotification(METHODS.progress, (progress: ProgressParams) => this.#progress.fire(progress));
		return client;
	}
}

function isRefused(reply: unknown): reply is Refused {
	return typeof reply === "object" && reply !== null && "refused" in reply;
}
