/**
 * Starts one private VS Code server and stops every process it started.
 *
 * Private means: its own home, settings, extensions, temporary folder, port and copy of the workspace, so that runs
 * never see each other nor the developer's own VS Code.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CODE_SERVER_ENTRY } from "../../scripts/vscode.ts";

export interface ServerOptions {
	/** Folder that is copied; tests may edit the copy as they like. */
	readonly workspace: string;
	/** The VSIX under test. Without it only what a development path names is there. */
	readonly vsix?: string | undefined;
	/** User settings, on top of the quiet ones. */
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly env?: Readonly<Record<string, string>>;
	/** Further arguments of code-server. */
	readonly args?: readonly string[];
	/** Opens the workspace as one nobody has said to trust. */
	readonly restricted?: boolean;
}

export interface CodeServer {
	/** Loopback, because a webview needs a secure context. */
	readonly url: string;
	/** The private copy of the workspace. */
	readonly workspace: string;
	log(): string;
	stop(): Promise<void>;
}

/** Quiet, the same every time, offline: no welcome, no chat, no look-ups, no questions. */
const QUIET_SETTINGS = {
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"workbench.enableExperiments": false,
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
	"workbench.welcomePage.walkthroughs.openOnInstall": false,
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.editor.enablePreview": false,
	"workbench.reduceMotion": "on",
	"workbench.colorTheme": "Default Light Modern",
	"window.menuBarVisibility": "compact",
	"window.confirmBeforeClose": "never",
	"chat.disableAIFeatures": true,
	"extensions.autoUpdate": false,
	"extensions.autoCheckUpdates": false,
	"extensions.ignoreRecommendations": true,
	"security.workspace.trust.enabled": false,
	"git.enabled": false,
	"git.openRepositoryInParentFolders": "never",
	"github.gitAuthentication": false,
	"typescript.disableAutomaticTypeAcquisition": true,
	"task.autoDetect": "off",
	"remote.autoForwardPorts": false,
	"editor.hover.delay": 100,
	"editor.minimap.enabled": false,
	"editor.accessibilitySupport": "off",
};

/** Trust is asked for by nobody, so that the window stays restricted. */
const RESTRICTED_SETTINGS = {
	"security.workspace.trust.enabled": true,
	"security.workspace.trust.startupPrompt": "never",
	"security.workspace.trust.banner": "never",
};

const quietArguments = ({ restricted }: ServerOptions) => [
	...["--auth", "none"],
	// Port 0: the kernel picks one and the log tells which.
	...["--bind-addr", "127.0.0.1:0"],
	...["--disable-telemetry", "--disable-update-check"],
	...(restricted ? [] : ["--disable-workspace-trust"]),
	...["--disable-getting-started-override", "--disable-proxy"],
	// A page that closes frees its extension host at once.
	...["--reconnection-grace-time", "1"],
];

/** Variables of an outer VS Code, npm or test runner that would change what the server does. */
const INHERITED = /^(VSCODE_|ELECTRON_|NODE_OPTIONS|NODE_CHANNEL|PLAYWRIGHT_|TEST_|PW|FORCE_COLOR|npm_|INIT_CWD)/;

/** How long a server may take to listen, in steps of POLL_MS. */
const START_LIMIT_MS = 30_000;
const POLL_MS = 50;

export async function startServer(options: ServerOptions): Promise<CodeServer> {
	const home = mkdtempSync(join(tmpdir(), "palimpsest-e2e-"));
	const at = (...parts: string[]) => join(home, ...parts);
	const workspace = at("workspace");
	const logFile = at("server.log");
	const log = () => readFileSync(logFile, "utf8");
	let child: ChildProcess | undefined;

	const stop = async () => {
		if (child) await stopGroup(child);
		if (!process.env.E2E_KEEP) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
	};

	try {
		// Tests choose models by hand and by name, as somebody does whose folder has one of a name and names none.
		const isChosen = (file: string) => !["palimpsest.json", "records"].includes(basename(file));
		cpSync(options.workspace, workspace, { recursive: true, filter: isChosen });
		for (const folder of ["data/User", "tmp", "xdg"]) mkdirSync(at(folder), { recursive: true });
		const settings = { ...QUIET_SETTINGS, ...(options.restricted ? RESTRICTED_SETTINGS : {}), ...options.settings };
		writeFileSync(at("data/User/settings.json"), JSON.stringify(settings));
		// Even an empty file keeps code-server from writing one into the user's home.
		writeFileSync(at("config.yaml"), "");

		const env = environment(home, options.env);
		const folders = [
			"--config",
			at("config.yaml"),
			"--user-data-dir",
			at("data"),
			"--extensions-dir",
			at("extensions"),
		];
		const entry = [CODE_SERVER_ENTRY, ...folders];
		if (options.vsix) {
			await promisify(execFile)(process.execPath, [...entry, "--install-extension", options.vsix, "--force"], { env });
		}
		const output = openSync(logFile, "w");
		child = spawn(process.execPath, [...entry, ...quietArguments(options), ...(options.args ?? [])], {
			env,
			stdio: ["ignore", output, output],
			// A process group of its own, for stopGroup.
			detached: true,
		});
		closeSync(output);
		return { url: await listening(child, log), workspace, log, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function environment(home: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	return {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name))),
		HOME: home,
		// A killed server leaves its sockets here.
		TMPDIR: join(home, "tmp"),
		XDG_CONFIG_HOME: join(home, "xdg"),
		XDG_DATA_HOME: join(home, "xdg"),
		XDG_CACHE_HOME: join(home, "xdg"),
		XDG_STATE_HOME: join(home, "xdg"),
		// An object with empty addresses: without it the server looks for extensions on the network.
		EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" }),
		...extra,
	};
}

async function listening(child: ChildProcess, log: () => string): Promise<string> {
	for (let waitedMs = 0; waitedMs < START_LIMIT_MS && child.exitCode === null; waitedMs += POLL_MS) {
		const url = /HTTP server listening on (http:\/\/\S+?)\/?\s/.exec(log())?.[1];
		if (url) return url;
		await sleep(POLL_MS);
	}
	throw new Error(`code-server did not come up:\n${log()}`);
}

/** The extension host and the language server are descendants: signalling only the child would leave them running. */
async function stopGroup(child: ChildProcess): Promise<void> {
	const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	const signal = (name: NodeJS.Signals) => {
		try {
			process.kill(-child.pid!, name);
		} catch {
			// The group is already gone.
		}
	};
	signal("SIGTERM");
	if (child.exitCode === null && child.signalCode === null) await Promise.race([exited, sleep(5_000)]);
	signal("SIGKILL");
}
