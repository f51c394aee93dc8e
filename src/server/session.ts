import { fileURLToPath } from "node:url";
import type { Connection, InitializeParams } from "vscode-languageserver";
import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ServerOptions } from "../protocol/lsp.ts";
import { SERVER_OPTIONS } from "../protocol/lspSchema.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { Audits } from "./audits/audits.ts";
import { Findings } from "./findings/findings.ts";
import { Status } from "./status/status.ts";

/** How the server comes by an auditor; tests hand in a fake. */
export type OpenAuditor = (options: { readonly store?: string }) => Promise<Auditor>;

/** What the features of one server share, from the first message to the last. */
export class Session {
	readonly connection: Connection;
	readonly documents = new TextDocuments(TextDocument);
	readonly findings = new Findings();
	readonly status: Status;
	readonly audits: Audits;
	/** Absolute paths of the workspace folders. */
	folders: readonly string[] = [];
	options: ServerOptions = {};
	readonly #open: OpenAuditor;
	#auditor: Promise<Auditor> | undefined;

	constructor(connection: Connection, open: OpenAuditor) {
		this.connection = connection;
		this.#open = open;
		this.status = new Status(this);
		this.audits = new Audits(this);
	}

	/** The client is our extension: it implements our commands, draws the heatmap and shows progress itself. */
	get host(): boolean {
		return this.options.host === true;
	}

	/** Reads what the client says of itself; options of another shape are treated as none. */
	begin(params: InitializeParams): void {
		const checked = SERVER_OPTIONS.safeParse(params.initializationOptions ?? {});
		if (checked.success) this.options = checked.data;
		this.folders = (params.workspaceFolders ?? [])
			.filter(({ uri }) => uri.startsWith("file:"))
			.map(({ uri }) => fileURLToPath(uri));
	}

	/** The store is opened on first use, and once more after a failure. Throws `Problem`. */
	auditor(): Promise<Auditor> {
		const { store } = this.options;
		this.#auditor ??= this.#open(store ? { store } : {}).catch((error: unknown) => {
			this.#auditor = undefined;
			throw error;
		});
		return this.#auditor;
	}

	/** Text of every open document by URI: what is on the screen is what is audited. */
	overlays(): Readonly<Record<string, string>> {
		const open = this.documents.all().filter(({ uri }) => uri.startsWith("file:"));
		return Object.fromEntries(open.map((document) => [document.uri, document.getText()]));
	}

	/** Stops the running audit, its engines, and lets go of the store. */
	readonly close = async (): Promise<void> => {
		await this.audits.stop();
		const opened = this.#auditor;
		this.#auditor = undefined;
		if (opened) await opened.then((auditor) => auditor.close());
	};
}
