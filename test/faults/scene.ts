import { spawn } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import {
	createProtocolConnection,
	type ProtocolConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-languageserver/node";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");
const MODEL = join(ROOT, "demo/models/original.gguf");
/** Report files by format, as `palimpsest audit --out` names them. */
const REPORTS = { html: "report.html", md: "report.md", json: "result.json" };

export interface Kill {
	readonly victim: "parent" | "self";
	readonly answers: number;
	readonly delayMs: number;
	/** SIGKILL when left out. */
	readonly signal?: NodeJS.Signals;
}

/** The address of a question that every engine dies of. */
export interface Poison {
	readonly question: string;
}

type Fault = Kill | Poison;

export interface Ran {
	readonly signal: NodeJS.Signals | null;
	readonly code: number | null;
	readonly stderr: string;
}

/**
 * Where scenes are played: a folder for stores, and a copy of the bundles, inside the repository for their packages, so
 * that a build meanwhile does not change what is compared.
 */
export class Stage {
	readonly home = mkdtempSync(join(realpathSync(tmpdir()), "palimpsest-faults-"));
	readonly bundles: string;

	constructor() {
		for (const file of [join(DIST, "cli.mjs"), join(DIST, "server.cjs"), join(DIST, "engine.mjs"), MODEL]) {
			if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
		}
		mkdirSync(join(ROOT, ".cache"), { recursive: true });
		this.bundles = mkdtempSync(join(ROOT, ".cache", "faults-"));
		for (const name of readdirSync(DIST)) {
			if (/\.(cjs|mjs|wasm)$/.test(name)) copyFileSync(join(DIST, name), join(this.bundles, name));
		}
	}

	/** `store`: the name of another scene, whose store it shares. */
	scene(name: string, store = name): Scene {
		return new Scene(this, name, store);
	}

	clear(): void {
		for (const folder of [this.home, this.bundles]) rmSync(folder, { recursive: true, force: true });
	}
}

/** One store and everything that happens to it. */
export class Scene {
	readonly folder: string;
	readonly log: string;
	readonly #out: string;
	readonly #bundles: string;

	constructor({ home, bundles }: Stage, name: string, store: string) {
		this.folder = join(home, store);
		this.log = join(home, `${name}.log`);
		this.#out = join(home, `${name} out`);
		this.#bundles = bundles;
	}

	/** Runs the audit, to its end or to a fault; `onError` hears what it says meanwhile and may signal it. */
	async audit(
		fault?: Fault,
		onError: (stderr: string, signal: (name: NodeJS.Signals) => void) => void = () => {},
	): Promise<Ran> {
		const args = ["audit", "demo/forget", "--model", MODEL, "--suite", "quick", "--store", this.folder];
		const child = spawn(process.execPath, [join(this.#bundles, "cli.mjs"), ...args, "--out", this.#out], {
			cwd: ROOT,
			stdio: ["ignore", "ignore", "pipe"],
			env: this.#environment(fault),
		});
		let stderr = "";
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
			onError(stderr, (name) => child.kill(name));
		});
		return new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code, signal) => resolve({ code, signal, stderr }));
		});
	}

	/** The same audit asked of the language server by an editor; its reports are written where the command line's are. */
	async auditByServer(kill?: Kill): Promise<{ readonly signal: NodeJS.Signals | null }> {
		const child = spawn(process.execPath, [join(this.#bundles, "server.cjs"), "--stdio"], {
			cwd: ROOT,
			stdio: ["pipe", "pipe", "ignore"],
			env: { ...this.#environment(kill), PALIMPSEST_STORE: this.folder },
		});
		const closed = new Promise<NodeJS.Signals | null>((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (_, signal) => resolve(signal));
		});
		const editor = createProtocolConnection(
			new StreamMessageReader(child.stdout),
			new StreamMessageWriter(child.stdin),
		);
		editor.onError(() => {});
		editor.listen();
		const told = this.#tellServer(editor).then(
			() => editor.sendNotification("exit"),
			// A killed server answers nothing more.
			() => child.kill("SIGKILL"),
		);
		const signal = await Promise.race([closed, told.then(() => closed)]);
		editor.dispose();
		return { signal };
	}

	async #tellServer(editor: ProtocolConnection): Promise<void> {
		await editor.sendRequest("initialize", {
			processId: process.pid,
			rootUri: null,
			capabilities: {},
			workspaceFolders: null,
			initializationOptions: { host: true },
		});
		await editor.sendNotification("initialized", {});
		const reply = await editor.sendRequest<{ readonly run?: string }>("palimpsest/audit", {
			uris: [pathToFileURL(join(ROOT, "demo/forget")).href],
			models: { target: MODEL },
			retain: [],
			holdout: [],
			suite: "quick",
			policy: "default",
			seed: 0,
			overlays: {},
		});
		if (!reply.run) throw new Error(`the server refused: ${JSON.stringify(reply)}`);
		mkdirSync(this.#out, { recursive: true });
		for (const [format, name] of Object.entries(REPORTS)) {
			const report = await editor.sendRequest<{ readonly text: string }>("palimpsest/report", {
				run: reply.run,
				format,
			});
			writeFileSync(join(this.#out, name), report.text);
		}
		await editor.sendRequest("shutdown");
	}

	/** Lets every engine be watched, and come to harm where it is asked for. */
	#environment(fault: Fault | undefined): NodeJS.ProcessEnv {
		return {
			...process.env,
			PALIMPSEST_ENGINE: join(import.meta.dirname, "watchedEngine.ts"),
			WATCH_ENGINE: join(this.#bundles, "engine.mjs"),
			WATCH_LOG: this.log,
			WATCH_KILL: fault && "victim" in fault ? JSON.stringify(fault) : "",
			WATCH_POISON: fault && "question" in fault ? fault.question : "",
			WATCH_KILLED: `${this.log}.killed`,
		};
	}

	/** Every question the engines were asked, by address. */
	get asked(): readonly string[] {
		return this.events().flatMap(({ asked = [] }) => asked);
	}

	/** What the engines were asked and what they handed over, in order. */
	events(): { pid: number; asked?: string[]; answered?: string[] }[] {
		if (!existsSync(this.log)) return [];
		return readFileSync(this.log, "utf8")
			.split("\n")
			.flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
	}

	query(sql: string): readonly Record<string, unknown>[] {
		if (!existsSync(join(this.folder, "palimpsest.db"))) return [];
		const database = new DatabaseSync(join(this.folder, "palimpsest.db"), { readOnly: true, timeout: 10_000 });
		try {
			return database.prepare(sql).all();
		} catch (error) {
			// Killed before the tables were made.
			if (/no such table/.test(String(error))) return [];
			throw error;
		} finally {
			database.close();
		}
	}

	get stored(): number {
		return Number(this.query("SELECT count(*) AS n FROM answers")[0]?.["n"] ?? 0);
	}

	/** The three reports without what two equal runs may differ in. */
	reports(): readonly string[] {
		return Object.values(REPORTS).map((name) =>
			readFileSync(join(this.#out, name), "utf8")
				.replace(/\d{8}-\d{6}-[a-z]{4}/g, "RUN")
				.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d+Z| UTC)/g, "TIME"),
		);
	}
}
