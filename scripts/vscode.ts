/**
 * The VS Code of the end-to-end tests: code-server, pinned by the lock file in test/e2e/code-server, installed once
 * into .cache/code-server by the Node that will run it. `node scripts/run.mjs vscode` sets it up without testing.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./build.ts";

const PINNED = join(ROOT, "test/e2e/code-server");
const CACHE = join(ROOT, ".cache/code-server");
const PACKAGE = join(CACHE, "node_modules/code-server");
const STAMP = join(CACHE, "installed-lock.json");
export const CODE_SERVER_ENTRY = join(PACKAGE, "out/node/entry.js");

export function codeServerIsInstalled(): boolean {
	const lock = readFileSync(join(PINNED, "package-lock.json"), "utf8");
	return existsSync(CODE_SERVER_ENTRY) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock;
}

/** A second call takes no time. The first compiles one native module: see scripts/systemParts.ts for what it needs. */
export async function installCodeServer(): Promise<void> {
	if (codeServerIsInstalled()) return;
	console.log("installing code-server into .cache/code-server, once; this takes about two minutes");
	rmSync(CACHE, { recursive: true, force: true });
	mkdirSync(CACHE, { recursive: true });
	for (const file of ["package.json", "package-lock.json"]) cpSync(join(PINNED, file), join(CACHE, file));

	const env = {
		...withoutNpm(process.env),
		PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
		// The lock file brings Node's headers, so node-gyp downloads nothing. Both settings beat a user's own .npmrc.
		npm_config_nodedir: join(CACHE, "node_modules", `node-${process.platform}-${process.arch}`),
		npm_config_yes: "true",
	};
	run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], env);
	// The tests never use the bundled assistant, and it is a quarter of the size.
	for (const part of globSync(["lib/vscode/node_modules/@github/copilot-*", "lib/vscode/extensions/copilot"], {
		cwd: PACKAGE,
	})) {
		rmSync(join(PACKAGE, part), { recursive: true });
	}
	smokeTest(env);
	writeFileSync(STAMP, readFileSync(join(PINNED, "package-lock.json")));
}

/** What the npm that runs us says about itself would be taken for the inner npm's: its Node's version, for one. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const itself =
		/^npm_(package_|lifecycle_|command|execpath|node_execpath|config_(\w*prefix|user_agent|npm_version|loglevel))/;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !itself.test(name) && name !== "INIT_CWD"));
}

/** Even --version writes settings into the home directory, so it gets one to throw away. */
function smokeTest(env: NodeJS.ProcessEnv): void {
	const home = mkdtempSync(join(tmpdir(), "palimpsest-code-server-"));
	try {
		run(process.execPath, [CODE_SERVER_ENTRY, "--config", "/dev/null", "--version"], { ...env, HOME: home });
	} finally {
		rmSync(home, { recursive: true, force: true });
	}
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
	const { status, error } = spawnSync(program, args, { cwd: CACHE, env, stdio: "inherit" });
	if (status !== 0)
		throw new Error(`${program} ${args.join(" ")} failed in ${CACHE}${error ? `: ${error.message}` : ""}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installCodeServer();
