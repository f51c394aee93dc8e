/**
 * The real server over an in-memory pipe, with a fake auditor behind it: what an editor sends and sees, without a model.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import {
	createConnection,
	createProtocolConnection,
	type Diagnostic,
	type ProtocolConnection,
	type PublishDiagnosticsParams,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-languageserver/node";
import type { AuditParams, AuditReply, Refused, ServerOptions } from "../../src/protocol/lsp.ts";
import { serve } from "../../src/server/serve.ts";
import { FakeAuditor } from "./fakeAuditor.ts";

export interface ServerUnderTest {
	readonly client: ProtocolConnection;
	readonly auditor: FakeAuditor;
	/** A folder of its own, opened as the workspace. */
	readonly folder: string;
	/** Writes a file below the folder and returns its URI. */
	write(name: string, text: string): string;
	open(uri: string, text: string): Promise<void>;
	change(uri: string, text: string): Promise<void>;
	audit(params: Partial<AuditParams> & { readonly uris: readonly string[] }): Promise<AuditReply | Refused>;
	/** The newest diagnostics of a document, once there are as many as asked for (any number when not given). */
	diagnostics(uri: string, count?: number, limitMs?: number): Promise<readonly Diagnostic[]>;
	notifications(method: string): readonly unknown[];
	stop(): Promise<void>;
}

export async function startServer(options: ServerOptions = { host: true }): Promise<ServerUnderTest> {
	const folder = mkdtempSync(join(tmpdir(), "palimpsest-server-"));
	const [toServer, toClient] = [new PassThrough(), new PassThrough()];
	const auditor = new FakeAuditor();
	const session = serve(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
		openAuditor: async () => auditor,
	});
	const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
	const published = new Map<string, readonly Diagnostic[]>();
	const heard: { readonly method: string; readonly params: unknown }[] = [];
	for (const method of ["palimpsest/status", "palimpsest/progress", "$/progress", "window/showMessage"]) {
		client.onNotification(method, (params: unknown) => void heard.push({ method, params }));
	}
	client.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: PublishDiagnosticsParams) => {
		published.set(uri, diagnostics);
	});
	client.onRequest("window/workDoneProgress/create", () => null);
	client.onRequest("window/showMessageRequest", (params: unknown) => {
		heard.push({ method: "window/showMessageRequest", params });
		return null;
	});
	client.listen();
	const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "workspace" }];
	const capabilities = { window: { workDoneProgress: true } };
	await client.sendRequest("initialize", {
		processId: null,
		rootUri: null,
		capabilities,
		workspaceFolders,
		initializationOptions: options,
	});
	await client.sendNotification("initialized", {});

	let version = 1;
	return {
		client,
		auditor,
		folder,
		write(name, text) {
			const file = join(folder, name);
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, text);
			return pathToFileURL(file).href;
		},
		open: (uri, text) =>
			client.sendNotification("textDocument/didOpen", {
				textDocument: { uri, languageId: "plaintext", version: version++, text },
			}),
		change: (uri, text) =>
			client.sendNotification("textDocument/didChange", {
				textDocument: { uri, version: version++ },
				contentChanges: [{ text }],
			}),
		audit: (params) =>
			client.sendRequest("palimpsest/audit", {
				models: { target: "/models/target.gguf" },
				retain: [],
				holdout: [],
				suite: "quick",
				policy: "default",
				seed: 0,
				overlays: {},
				...params,
			}),
		diagnostics: (uri, count, limitMs) =>
			until(() => {
				const found = published.get(uri);
				return found && (count === undefined || found.length === count) ? found : undefined;
			}, limitMs),
		notifications: (method) => heard.filter((item) => item.method === method).map(({ params }) => params),
		async stop() {
			await session.close();
			client.dispose();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Polls until there is an answer. */
export async function until<T>(ask: () => T | undefined, limitMs = 5_000): Promise<T> {
	for (const end = Date.now() + limitMs; Date.now() < end; ) {
		const answer = ask();
		if (answer !== undefined) return answer;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`no answer within ${limitMs} ms`);
}
