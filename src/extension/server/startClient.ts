import type * as vscode from "vscode";
import type { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import type { ServerOptions as PalimpsestOptions } from "../../protocol/lsp.ts";

export interface StartOptions {
	/** The server's bundle. */
	readonly module: string;
	readonly log: vscode.LogOutputChannel;
	readonly store: string | undefined;
	/** Files of documents, so that a finding of a changed or deleted file does not stay. */
	readonly watcher: vscode.FileSystemWatcher;
	/** The process ended without being asked to. */
	readonly died: () => void;
}

/** Starts the server's process and resolves when it is initialised. */
export async function startClient({ module, log, store, watcher, died }: StartOptions): Promise<LanguageClient> {
	// The client is the largest part of this bundle: evaluated when the first command needs it.
	const { CloseAction, ErrorAction, LanguageClient, TransportKind } = await import("vscode-languageclient/node");
	const serverOptions: ServerOptions = {
		module,
		transport: TransportKind.ipc,
		// Inherited options make forked children die with "bad option" (microsoft/vscode#154549).
		options: { execArgv: [] },
	};
	const initializationOptions: PalimpsestOptions = { host: true, ...(store ? { store } : {}) };
	const clientOptions: LanguageClientOptions = {
		// Any file may be named as a document, so any may carry leaks.
		documentSelector: [{ scheme: "file" }],
		initializationOptions,
		outputChannel: log,
		markdown: { isTrusted: { enabledCommands: ["palimpsest.openEvidence"] } },
		synchronize: { fileEvents: watcher },
		errorHandler: {
			error: () => ({ action: ErrorAction.Continue, handled: true }),
			// The next command starts a new one: a server that dies on every start must not start by itself.
			closed: () => {
				died();
				return { action: CloseAction.DoNotRestart, handled: true };
			},
		},
	};
	const client = new LanguageClient("palimpsest", "Palimpsest", serverOptions, clientOptions);
	await client.start();
	return client;
}
