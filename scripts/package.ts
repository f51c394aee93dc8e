/**
 * `npm run package [-- --target linux-x64]`: packs palimpsest-TARGET.vsix, which audits offline on the fast engine.
 *
 * The native library cannot be bundled, so the package carries a node_modules. It is copied from ours, which the lock
 * file pins, and not installed a second time: the closure of node-llama-cpp's and koffi's dependencies with exactly one
 * platform's binaries. A stage folder receives what ships, by name; then its content is checked, and only then packed.
 */
import { spawnSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, outputsOf, ROOT } from "./build.ts";
import { listVsix, VSIX_UNDER_TEST } from "./vsix.ts";

interface Target {
	/** As `vsce --target` and Node's `${platform}-${arch}` name it. */
	readonly name: string;
	/** The packages with its binaries. */
	readonly llama: string;
	readonly koffi: string;
}

const TARGETS: readonly Target[] = [
	{ name: "linux-x64", llama: "@node-llama-cpp/linux-x64", koffi: "@koromix/koffi-linux-x64" },
	{ name: "linux-arm64", llama: "@node-llama-cpp/linux-arm64", koffi: "@koromix/koffi-linux-arm64" },
	{ name: "darwin-arm64", llama: "@node-llama-cpp/mac-arm64-metal", koffi: "@koromix/koffi-darwin-arm64" },
	{ name: "darwin-x64", llama: "@node-llama-cpp/mac-x64", koffi: "@koromix/koffi-darwin-x64" },
	{ name: "win32-x64", llama: "@node-llama-cpp/win-x64", koffi: "@koromix/koffi-win32-x64" },
	{ name: "win32-arm64", llama: "@node-llama-cpp/win-arm64", koffi: "@koromix/koffi-win32-arm64" },
];
/** What an editor needs; the command line is for npm. */
const BUNDLES = ["kernel", "extension", "server", "engine", "webview"];
const REQUIRED = [
	...["dist/extension.cjs", "dist/server.cjs", "dist/engine.mjs", "dist/score.wasm", "dist/webview/heatmap.js"],
	...["README.md", "LICENSE", "CHANGELOG.md", "package.json"],
];
const OPTIONAL = ["media", "schemas", "docs/probes", "l10n", "package.nls.json"];
const LIMIT_BYTES = 45e6;

/** Nothing of a package that only compiling, typing or reading it needs. Licences stay. */
const DROPPED = [
	/\.(map|d\.[cm]?ts|tsbuildinfo|md|markdown)$/i,
	/\/tsconfig[^/]*\.json$/,
	/\/\.[^/]+$/,
	/^node-llama-cpp\/(templates|bins)\//,
	/^node-llama-cpp\/llama\/(gitRelease\.bundle|addon|cmake|patches|profiles|toolchains|xpack|llama\.cpp)(\/|$)/,
	/^koffi\/(vendor|doc|lib)\//,
	/\.(c|cc|cpp|h|hh|hpp|inc|asm|s|gyp|gypi)$/i,
	/\/(test|tests|__tests__|example|examples|docs?)\//,
];

/** Packs for a target and returns the bytes of the file. Throws an Error that says what is missing. */
export async function packageVsix(targetName: string, output: string): Promise<number> {
	const target = TARGETS.find(({ name }) => name === targetName);
	if (!target)
		throw new Error(`no target is called ${targetName}. There are: ${TARGETS.map(({ name }) => name).join(", ")}`);
	await build(BUNDLES);
	requireAll(REQUIRED.filter((path) => !existsSync(join(ROOT, path))).map((path) => `${path} does not exist`));

	// Outside the repository, so that nothing in it can be found in our own node_modules.
	const stage = mkdtempSync(join(tmpdir(), "palimpsest-stage-"));
	try {
		const built = BUNDLES.flatMap(outputsOf).filter((file) => !file.endsWith(".map"));
		const paths = [...built.map((file) => `dist/${file}`), ...REQUIRED, ...OPTIONAL];
		for (const path of paths.filter((path) => existsSync(join(ROOT, path)))) {
			cpSync(join(ROOT, path), join(stage, path), { recursive: true });
		}
		cpSync(join(ROOT, ".vscodeignore"), join(stage, ".vscodeignore"));
		const packages = closure(["node-llama-cpp", "koffi", target.llama, target.koffi], target);
		for (const folder of packages) copyPackage(folder, stage);
		writeManifest(stage, packages);
		if (target.name === `${process.platform}-${process.arch}`) loadNative(stage);

		const packed = join(stage, "packed.vsix");
		pack(stage, target, packed);
		const bytes = check(packed, target);
		mkdirSync(dirname(output), { recursive: true });
		// Two steps, because the temporary folder may be on another disk.
		cpSync(packed, `${output}.tmp`);
		renameSync(`${output}.tmp`, output);
		return bytes;
	} finally {
		rmSync(stage, { recursive: true, force: true });
	}
}

interface Manifest {
	readonly version: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
	readonly [field: string]: unknown;
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** The folders of the packages and of everything they depend on, as Node would find them from each one's place. */
function closure(names: readonly string[], target: Target): string[] {
	const found = new Set<string>();
	const visit = (name: string, from: string): void => {
		const folder = locate(name, from);
		if (!folder) {
			const hint =
				name === target.llama || name === target.koffi ? ` (npm ci --os and --cpu install ${target.name}'s)` : "";
			throw new Error(`the package ${name} is not installed${hint}`);
		}
		if (found.has(folder)) return;
		found.add(folder);
		for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {})) visit(dependency, folder);
	};
	for (const name of names) visit(name, ROOT);
	const versions = new Set([
		manifestOf(locate("node-llama-cpp", ROOT)!).version,
		manifestOf(locate(target.llama, ROOT)!).version,
	]);
	if (versions.size > 1)
		throw new Error(`node-llama-cpp and ${target.llama} differ in version: ${[...versions].join(", ")}`);
	return [...found].sort();
}

function locate(name: string, from: string): string | undefined {
	for (let folder = from; folder.startsWith(ROOT); folder = dirname(folder)) {
		const candidate = join(folder, "node_modules", name);
		if (existsSync(join(candidate, "package.json"))) return candidate;
	}
	return undefined;
}

function copyPackage(folder: string, stage: string): void {
	const modules = join(ROOT, "node_modules");
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const file = join(entry.parentPath, entry.name);
		// A package nested in this one is in the closure itself, or not needed.
		if (!entry.isFile() || relative(folder, file).startsWith("node_modules/")) continue;
		const place = relative(modules, file);
		if (DROPPED.some((pattern) => pattern.test(place)) && !/licen[cs]e|notice|copying/i.test(entry.name)) continue;
		cpSync(file, join(stage, "node_modules", place));
	}
}

/** Our manifest without what concerns building, and with the packages it carries as real dependencies. */
function writeManifest(stage: string, packages: readonly string[]): void {
	const { devDependencies, scripts, bin, files, allowScripts, private: _, ...manifest } = manifestOf(ROOT);
	const top = packages.filter((folder) => dirname(folder).replace(/\/@[^/]+$/, "") === join(ROOT, "node_modules"));
	const dependencies = Object.fromEntries(
		top.map((folder) => [relative(join(ROOT, "node_modules"), folder), manifestOf(folder).version]),
	);
	writeFileSync(join(stage, "package.json"), JSON.stringify({ ...manifest, dependencies }, null, 2));
}

function pack(stage: string, target: Target, output: string): void {
	const vsce = join(ROOT, "node_modules/@vscode/vsce/vsce");
	const options = [
		"--target",
		target.name,
		"--out",
		output,
		"--allow-missing-repository",
		"--no-rewrite-relative-links",
	];
	const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, "package", ...options], {
		cwd: stage,
		encoding: "utf8",
		env: { ...process.env, NO_COLOR: "1" },
	});
	if (status !== 0) throw new Error(`vsce could not pack ${stage}:\n${stdout}${stderr}`);
}

/** Loads both native libraries from the stage: pruning must not have taken what they need. */
function loadNative(stage: string): void {
	const program = `
		const { default: koffi } = await import("koffi");
		const { getLlama } = await import("node-llama-cpp");
		const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false });
		await llama.dispose();
		if (koffi.sizeof("int") !== 4) throw new Error("koffi does not work");`;
	const file = join(stage, "load-native.mjs");
	writeFileSync(file, program);
	const { status, stderr } = spawnSync(process.execPath, [file], { cwd: stage, encoding: "utf8" });
	rmSync(file);
	if (status !== 0) throw new Error(`the package's native libraries do not load:\n${stderr}`);
}

/** vsce packs a broken extension without complaint, so the file itself is looked into. */
function check(vsix: string, target: Target): number {
	const names = listVsix(vsix).map(({ name }) => name);
	const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
	const bytes = statSync(vsix).size;
	const complaints = REQUIRED.filter((path) => !has(new RegExp(`^${path.replace(".", "\\.")}(\\.txt)?$`, "i"))).map(
		(path) => `${path} is not in it`,
	);
	const platforms = [
		...new Set(names.flatMap((name) => /^node_modules\/(@node-llama-cpp\/[^/]+)/.exec(name)?.[1] ?? [])),
	];
	if (platforms.join() !== target.llama) complaints.push(`its platforms are ${platforms.join(", ") || "none"}`);
	if (!has(new RegExp(`^node_modules/${target.llama}/bins/.*\\.(so|dylib|dll|node)$`)))
		complaints.push("llama.cpp's binaries are not in it");
	if (!has(new RegExp(`^node_modules/${target.koffi}/.*\\.node$`))) complaints.push("koffi's binary is not in it");
	if (has(/\.map$|\.bundle$/)) complaints.push("it carries source maps or sources");
	for (const path of pathsIn(manifestOf(ROOT).contributes)) {
		if (!names.includes(path)) complaints.push(`the manifest names ${path}, which is not in it`);
	}
	if (bytes > LIMIT_BYTES) complaints.push(`it has ${megabytes(bytes)}, more than ${megabytes(LIMIT_BYTES)}`);
	requireAll(complaints);
	return bytes;
}

/** Every "./path" and media path that the manifest points at. */
function pathsIn(value: unknown): string[] {
	if (typeof value === "string") return /^(\.\/|media\/)[\w./-]+\.\w+$/.test(value) ? [value.replace(/^\.\//, "")] : [];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

function requireAll(complaints: readonly string[]): void {
	if (complaints.length > 0) throw new Error(`the package would not work:\n  ${complaints.join("\n  ")}`);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** What the host and e2e lanes install: packed again when anything it is made of is newer. */
export async function packageForTests(): Promise<void> {
	if (process.env.E2E_VSIX) return;
	await build(BUNDLES);
	const packed = statSync(VSIX_UNDER_TEST, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	const parts = ["package.json", "package-lock.json", ".vscodeignore", ...REQUIRED, ...OPTIONAL];
	const newest = Math.max(...parts.map((path) => newestIn(join(ROOT, path))));
	if (packed > newest) return;
	const bytes = await packageVsix(`${process.platform}-${process.arch}`, VSIX_UNDER_TEST);
	console.log(`packed the extension for these tests: ${megabytes(bytes)}`);
}

function newestIn(path: string): number {
	const status = statSync(path, { throwIfNoEntry: false });
	if (!status) return 0;
	if (!status.isDirectory()) return status.mtimeMs;
	return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } });
	const target = values.target ?? `${process.platform}-${process.arch}`;
	const output = values.out ?? join(ROOT, `palimpsest-${target}.vsix`);
	try {
		const bytes = await packageVsix(target, output);
		console.log(`${relative(ROOT, output)}: ${megabytes(bytes)}, ${listVsix(output).length} files`);
	} catch (error) {
		console.error(`palimpsest: ${(error as Error).message}`);
		process.exitCode = 1;
	}
}
