/**
 * Builds what ships into dist/. `npm run build` builds everything that is stale; `--force` builds everything.
 *
 * A result is written to a temporary name and renamed, so a process that is already running never sees half a file.
 * What is stale is decided from the inputs esbuild reported for the last build: no watcher, no guesses.
 * To add a bundle, add a row to BUNDLES.
 */
import { spawnSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	globSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Metafile } from "esbuild";
import { pinComplaints } from "./layouts.ts";

export const ROOT = resolve(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const STAMPS = join(DIST, ".stamps");
const DAY_MS = 24 * 60 * 60 * 1000;

interface Bundle {
	readonly name: string;
	readonly entry: string;
	/** The main file it makes, under dist/. */
	readonly output: string;
	readonly options: BuildOptions;
}

// Bundled CommonJS packages in an ES module still call require; and CommonJS has no import.meta.
const REQUIRE_IN_ESM =
	'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
const META_IN_CJS = 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

const NODE: BuildOptions = {
	platform: "node",
	// VS Code 1.115, the oldest we support, has Node 22.22.
	target: "node22",
	minify: true,
	// Error names and logs say what the source says.
	keepNames: true,
	// Native or enormous: these stay packages. Everything else is bundled.
	external: ["vscode", "node-llama-cpp", "koffi", "@jax-js/jax"],
	// Some packages' CommonJS files require others by names that a bundler cannot see.
	mainFields: ["module", "main"],
};
const COMMONJS: BuildOptions = {
	...NODE,
	format: "cjs",
	banner: { js: META_IN_CJS },
	define: {
		"import.meta.url": "__importMetaUrl",
		"import.meta.dirname": "__dirname",
		"import.meta.filename": "__filename",
	},
};
const split = (name: string): BuildOptions => ({
	...NODE,
	format: "esm",
	banner: { js: REQUIRE_IN_ESM },
	splitting: true,
	chunkNames: `${name}-[hash]`,
});
const BROWSER: BuildOptions = {
	platform: "browser",
	target: "es2023",
	format: "iife",
	minify: true,
	jsx: "automatic",
	jsxImportSource: "preact",
	loader: { ".svg": "dataurl", ".ttf": "dataurl", ".woff2": "dataurl" },
};

const BUNDLES: readonly Bundle[] = [
	{ name: "extension", entry: "src/extension/main.ts", output: "extension.cjs", options: COMMONJS },
	{ name: "server", entry: "src/server/main.ts", output: "server.cjs", options: COMMONJS },
	// Split, so that what is imported on use is loaded on use: without it a library that does not load, koffi for one,
	// would keep the process from starting at all. Chunks lie beside the entry, so that a path relative to
	// import.meta.url means the same in every file.
	{ name: "engine", entry: "src/engine/main.ts", output: "engine.mjs", options: split("engine") },
	{ name: "cli", entry: "src/cli/main.ts", output: "cli.mjs", options: split("cli") },
	{ name: "webview", entry: "webview/main.tsx", output: "webview/heatmap.js", options: BROWSER },
];
const KERNEL = { name: "kernel", entry: "src/engine/llama/kernel/score.ts", output: "score.wasm" } as const;

/** The names `build` knows, in the order they are built. */
export const TARGETS: readonly string[] = [KERNEL.name, ...BUNDLES.map((bundle) => bundle.name)];
/** What the command line needs; a broken webview must not stop an audit. */
export const CLI_TARGETS: readonly string[] = ["kernel", "engine", "cli"];

interface Stamp {
	readonly startedMs: number;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
}

export interface BuildReport {
	readonly built: readonly string[];
	readonly fresh: readonly string[];
	/** Targets whose entry file does not exist. */
	readonly absent: readonly string[];
}

/** Builds the targets that are stale. Throws one Error that says what is wrong with the source of each that failed. */
export async function build(targets: readonly string[] = TARGETS, force = false): Promise<BuildReport> {
	const report = { built: [] as string[], fresh: [] as string[], absent: [] as string[] };
	// An engine built for another release than the installed one would only ever fall back.
	const failures: string[] = targets.includes("engine") ? pinComplaints() : [];
	for (const target of [KERNEL, ...BUNDLES].filter(({ name }) => targets.includes(name))) {
		if (!existsSync(join(ROOT, target.entry))) report.absent.push(target.name);
		else if (!force && isFresh(target.name)) report.fresh.push(target.name);
		else {
			try {
				await ("options" in target ? buildBundle(target) : buildKernel());
				report.built.push(target.name);
			} catch (error) {
				failures.push(`${target.entry} does not build:\n${(error as Error).message}`);
			}
		}
	}
	if (failures.length > 0) throw new Error(failures.join("\n"));
	return report;
}

function isFresh(name: string): boolean {
	const file = join(STAMPS, `${name}.json`);
	if (!existsSync(file)) return false;
	const stamp = JSON.parse(readFileSync(file, "utf8")) as Stamp;
	const unchanged = (input: string) => {
		const status = statSync(join(ROOT, input), { throwIfNoEntry: false });
		return status !== undefined && status.mtimeMs < stamp.startedMs;
	};
	return stamp.outputs.every((output) => existsSync(join(DIST, output))) && stamp.inputs.every(unchanged);
}

async function buildBundle(bundle: Bundle): Promise<void> {
	const startedMs = Date.now();
	// Loaded on use: when nothing is stale the command line starts without it.
	const esbuild = await import("esbuild");
	const outputName = bundle.output.replace(/\.\w+$/, "");
	const extension = bundle.output.slice(outputName.length);
	const result = await esbuild
		.build({
			...bundle.options,
			absWorkingDir: ROOT,
			entryPoints: [{ in: bundle.entry, out: outputName }],
			outdir: DIST,
			outExtension: { ".js": extension },
			bundle: true,
			write: false,
			metafile: true,
			sourcemap: "linked",
			sourcesContent: false,
			legalComments: "none",
			logLevel: "silent",
			color: false,
		})
		.catch((error: { errors?: Parameters<typeof esbuild.formatMessages>[0] }) => readable(error));
	// Entries last: a process that starts meanwhile finds the chunks of whichever entry it reads.
	const files = [...result.outputFiles].sort((a, b) => isEntry(bundle, a.path) - isEntry(bundle, b.path));
	for (const file of files) {
		const contents = bundle.name === "cli" && isEntry(bundle, file.path) ? executable(file.text) : file.contents;
		writeAtomically(file.path, contents, bundle.name === "cli" && isEntry(bundle, file.path) ? 0o755 : 0o644);
	}
	finish(
		bundle.name,
		startedMs,
		result.metafile,
		files.map((file) => relative(DIST, file.path)),
	);
}

async function readable(error: { errors?: unknown[] }): Promise<never> {
	if (!error.errors) throw error;
	const esbuild = await import("esbuild");
	const messages = await esbuild.formatMessages(error.errors as never, { kind: "error", color: false });
	throw new Error(messages.join("\n"));
}

const isEntry = (bundle: Bundle, path: string): number => Number(relative(DIST, path) === bundle.output);

function executable(text: string): string {
	return `#!/usr/bin/env node\n${text.replace(/^#!.*\n/, "")}`;
}

/** AssemblyScript to WebAssembly: the scoring kernel. Its memory comes from outside, its loops use SIMD. */
function buildKernel(): void {
	const startedMs = Date.now();
	const asc = join(ROOT, "node_modules/assemblyscript/bin/asc.js");
	const output = join(DIST, KERNEL.output);
	const temporary = temporaryName(output);
	mkdirSync(DIST, { recursive: true });
	const flags = ["-O3", "--enable", "simd,relaxed-simd", "--runtime", "stub", "--importMemory", "--noAssert"];
	const args = [asc, KERNEL.entry, "-o", relative(ROOT, temporary), ...flags];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
	if (status !== 0) throw new Error(`${stdout}${stderr}`);
	renameSync(temporary, output);
	writeStamp(KERNEL.name, { startedMs, inputs: [KERNEL.entry, "scripts/build.ts"], outputs: [KERNEL.output] });
}

/** The files of a target's last build, under dist/, source maps included. */
export function outputsOf(name: string): readonly string[] {
	return (JSON.parse(readFileSync(join(STAMPS, `${name}.json`), "utf8")) as Stamp).outputs;
}

/** Chunks of earlier builds stay for a day, because a process that runs may yet ask for one. */
function removeOldChunks(name: string, outputs: readonly string[]): void {
	for (const file of globSync(`${name}-*.mjs*`, { cwd: DIST })) {
		const path = join(DIST, file);
		if (!outputs.includes(file) && Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
	}
}

function finish(name: string, startedMs: number, metafile: Metafile, outputs: readonly string[]): void {
	const ours = Object.keys(metafile.inputs).filter((input) => !input.includes("node_modules/") && !input.includes(":"));
	writeAtomically(join(STAMPS, `${name}.meta.json`), JSON.stringify(metafile));
	writeStamp(name, { startedMs, inputs: [...ours, "package-lock.json", "scripts/build.ts"], outputs });
	removeOldChunks(name, outputs);
}

function writeStamp(name: string, stamp: Stamp): void {
	writeAtomically(join(STAMPS, `${name}.json`), JSON.stringify(stamp));
}

const temporaryName = (file: string) => join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);

function writeAtomically(file: string, contents: string | Uint8Array, mode = 0o644): void {
	const temporary = temporaryName(file);
	mkdirSync(dirname(file), { recursive: true });
	try {
		writeFileSync(temporary, contents);
		chmodSync(temporary, mode);
		renameSync(temporary, file);
	} finally {
		rmSync(temporary, { force: true });
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const line = (label: string, names: readonly string[]) =>
		names.length > 0 && console.log(`${label}: ${names.join(", ")}`);
	try {
		const { built, fresh, absent } = await build(TARGETS, process.argv.includes("--force"));
		line("built", built);
		line("already up to date", fresh);
		line("skipped, because its entry file does not exist", absent);
	} catch (error) {
		console.error(`palimpsest: ${(error as Error).message}`);
		process.exitCode = 1;
	}
}
