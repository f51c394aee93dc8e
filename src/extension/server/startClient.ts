import * as vscode from "vscode";
import type { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import type { ServerOptions as PalimpsestOptions } from "../../protocol/lsp.ts";

/** Starts the server's process and resolves when it is initialised. */
export async function startClient(
	module: string,
	log: vscode.LogOutputChannel,
	store: string | undefined,
): Promise<LanguageClient> {
	// The client is the largest part of this bundle: evaluated when the first command needs it.
	const { LanguageClient, TransportKind } = await import("vscode-languageclient/node");
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
		synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{txt,md,jsonl}") },
	};
	const client = new LanguageClient("palimpsest", "Palimpsest", serverOptions, clientOptions);
	await client.start();
	return client;
}
