/**
 * The door every npm script goes through: `node scripts/run.mjs NAME [ARGS...]` runs scripts/NAME.ts.
 *
 * It needs nothing but a Node of version 20 or later and npm. It installs the dependencies when they are missing or
 * differ from the lock file, and goes on under the Node that came with them. Everything it prints goes to stderr,
 * because a script's stdout belongs to the script.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { endWithParent, follow, WATCHED } from "./passOn.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const [name, ...args] = process.argv.slice(2);
const path = [join(modules, ".bin"), process.env.PATH].join(delimiter);
const usage = "usage: node scripts/run.mjs NAME [ARGS...]";

endWithParent();
const reason = whyInstall();
if (reason) install(reason);
if (process.execPath === node || process.version === wantedVersion()) await go();
else await respawn();

/** The reason to run `npm ci`, or undefined when what is installed is what the lock file says. */
function whyInstall() {
	const installed = packages(join(modules, ".package-lock.json"));
	if (!installed || !existsSync(node)) return "the dependencies are not installed yet";
	const wanted = packages(join(root, "package-lock.json")) ?? {};
	for (const [place, entry] of Object.entries(wanted)) {
		if (place === "" || entry.link) continue;
		const found = installed[place];
		// An optional package may be meant for another platform, so only its version is checked.
		if (found ? found.version !== entry.version : !entry.optional && !entry.devOptional && !entry.peer) {
			return `the lock file asks for another ${place.replace(/^.*node_modules\//, "")}`;
		}
	}
	return undefined;
}

/** @param {string} file @returns {Record<string, any> | undefined} */
function packages(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

function wantedVersion() {
	return `v${JSON.parse(readFileSync(join(modules, "node", "package.json"), "utf8")).version}`;
}

/** @param {string} why */
function install(why) {
	console.error(`palimpsest: ${why}: running npm ci, which takes a minute or two`);
	// `npm run -s` silences the npm it runs in, and with it the reason for a failure.
	const ci = ["ci", "--loglevel=error"];
	const npm = process.env.npm_execpath;
	const [command, options] = npm ? [process.env.npm_node_execpath ?? process.execPath, [npm, ...ci]] : ["npm", ci];
	// An npm that knows no allowScripts runs every install script: this one must not fetch or compile anything.
	const env = { ...process.env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true" };
	const { status, error } = spawnSync(command, options, { cwd: root, env, stdio: ["ignore", 2, 2] });
	if (status === 0 && existsSync(node)) return;
	console.error(`palimpsest: npm ci failed${error ? ` (${error.message})` : ""}. Is the npm registry reachable?`);
	process.exit(status || 1);
}

async function go() {
	const script = join(root, "scripts", `${name}.ts`);
	if (!name || !existsSync(script)) throw new Error(name ? `there is no ${script}; ${usage}` : usage);
	process.argv.splice(1, process.argv.length, script, ...args);
	process.chdir(root);
	process.env.PATH = path;
	await import(pathToFileURL(script).href);
}

/** Runs this same file under the installed Node; exit code and signals pass through. */
async function respawn() {
	const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
		stdio: "inherit",
		env: { ...process.env, PATH: path, [WATCHED]: "1" },
	});
	try {
		process.exit(await follow(child));
	} catch (error) {
		console.error(`palimpsest: ${/** @type {Error} */ (error).message}`);
		process.exit(1);
	}
}
