/**
 * Who may import what. This table is the dependency rule of ARCHITECTURE.md, and every import of src/ and webview/ is
 * checked against it. `tsconfig.*.json` guards the globals; this guards the imports.
 *
 * To add a part, add a row to PARTS; to let a part use a package, name the package in that row.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { ROOT } from "./build.ts";

interface Part {
	/** The folder; the longest that matches a file is its part. */
	readonly folder: string;
	/** The folders or files of ours it may import, besides its own folder. */
	readonly ours: readonly string[];
	/** Of these it may import types only. */
	readonly types?: readonly string[];
	readonly packages: readonly string[];
	/** Node's modules: none, or all but the ones that belong to one part alone. */
	readonly node: boolean;
}

const CORE = "src/core";
const PROTOCOL = "src/protocol";
const SHARED = [CORE, PROTOCOL];
const CLIENT = "src/engine/client";
const LLAMA = "src/engine/llama";
const BINDINGS = "src/engine/bindings";

/** The files directly in the folder: what the engine's two implementations and its client share. */
const ENGINE = "src/engine";

export const PARTS: readonly Part[] = [
	{ folder: CORE, ours: [], packages: ["pako", "@noble/hashes"], node: false },
	{ folder: PROTOCOL, ours: [CORE], packages: ["zod"], node: false },
	{ folder: "src/formats", ours: SHARED, packages: ["jsonc-parser", "zod"], node: true },
	{ folder: "src/store", ours: SHARED, packages: ["node:sqlite", "zod"], node: true },
	{ folder: "src/lab", ours: SHARED, packages: ["@jax-js/jax"], node: true },
	{
		folder: ENGINE,
		ours: [...SHARED, CLIENT, LLAMA, BINDINGS],
		packages: ["@huggingface/jinja", "birpc", "zod"],
		node: true,
	},
	// Its bundles are checked for koffi too: see test/scripts/bundles.test.ts.
	{ folder: CLIENT, ours: [...SHARED, ENGINE], packages: ["birpc", "zod"], node: true },
	{ folder: LLAMA, ours: [...SHARED, ENGINE, BINDINGS], packages: ["koffi", "zod"], node: true },
	{ folder: BINDINGS, ours: [...SHARED, ENGINE], packages: ["node-llama-cpp", "zod"], node: true },
	{ folder: "src/runtime", ours: [...SHARED, "src/formats", "src/store", CLIENT], packages: ["zod"], node: true },
	{
		folder: "src/server",
		ours: [...SHARED, "src/runtime"],
		packages: ["vscode-languageserver", "vscode-languageserver-textdocument", "zod"],
		node: true,
	},
	{ folder: "src/cli", ours: [...SHARED, "src/runtime", "src/lab"], packages: ["commander", "zod"], node: true },
	{
		folder: "src/extension",
		ours: [PROTOCOL],
		types: [CORE],
		packages: ["vscode", "vscode-languageclient", "birpc", "zod"],
		node: true,
	},
	{ folder: "webview", ours: SHARED, packages: ["preact", "@preact/signals", "birpc", "zod"], node: false },
	{
		folder: "webview/ui",
		ours: [],
		packages: ["preact", "@preact/signals", "@vscode/webview-ui-toolkit"],
		node: false,
	},
];

/** The first file of a process: nobody imports it, because a process is started. The lab's is a library's door. */
const ENTRY = /^src\/(?!lab\/)\w+\/main\.ts$|^webview\/main\.tsx$/;
/** A builtin that one part alone may know. */
const EXCLUSIVE_BUILTINS = ["node:sqlite"];
/** AssemblyScript: another language, compiled by its own compiler. */
const KERNEL_SOURCE = "src/engine/llama/kernel/score.ts";
/** core repeats itself exactly when it is asked again: time and chance come in from outside. */
const IMPURE = /\bMath\.random\b|\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b/;

interface Import {
	readonly specifier: string;
	readonly typeOnly: boolean;
	readonly line: number;
}

/** Every violation as `file:line: what it is and what the rule says`. */
export async function checkBoundaries(root = ROOT, parts = PARTS): Promise<string[]> {
	const files = globSync(["src/**/*.{ts,tsx}", "webview/**/*.{ts,tsx}"], { cwd: root }).sort();
	return files
		.filter((file) => !/\.test\.tsx?$/.test(file) && file !== KERNEL_SOURCE)
		.flatMap((file) => checkFile(file, readFileSync(join(root, file), "utf8"), root, parts));
}

function checkFile(file: string, source: string, root: string, parts: readonly Part[]): string[] {
	const part = partOf(file, parts);
	if (!part) return [`${file}:1: no part of the table in scripts/boundaries.ts holds this file`];
	const found: string[] = [];
	for (const { specifier, typeOnly, line } of importsOf(file, source)) {
		const complaint = specifier.startsWith(".")
			? checkOurs(file, part, specifier, typeOnly, root, parts)
			: checkPackage(part, specifier);
		if (complaint) found.push(`${file}:${line}: ${complaint}`);
	}
	if (part.folder === CORE && IMPURE.test(source)) {
		found.push(`${file}:${lineAt(source, source.search(IMPURE))}: core has no clock and no chance of its own`);
	}
	return found;
}

function partOf(file: string, parts: readonly Part[]): Part | undefined {
	return parts.filter(({ folder }) => isIn(file, folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}

const isIn = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

function checkOurs(
	file: string,
	part: Part,
	specifier: string,
	typeOnly: boolean,
	root: string,
	parts: readonly Part[],
): string | undefined {
	const target = relative(root, join(root, dirname(file), specifier));
	if (!existsSync(join(root, target)))
		return `"${specifier}" does not exist (imports name the file with its extension)`;
	// Data that is not code, such as package.json, belongs to nobody.
	if (target.endsWith(".json")) return undefined;
	if (ENTRY.test(target)) return `${target} is the entry of a process: start the process instead`;
	const owner = partOf(target, parts);
	if (owner === part || part.ours.some((folder) => isIn(target, folder) && owner?.folder === folder)) return undefined;
	// A component may use the shared parts of the folder it is in, and the folder its own components.
	if (part.folder === "webview" && owner?.folder === "webview/ui") return undefined;
	const asType = part.types?.some((folder) => isIn(target, folder));
	if (asType && typeOnly) return undefined;
	const allowed = part.ours.length > 0 ? part.ours.join(", ") : "nothing of ours";
	return asType
		? `${part.folder} may import only types of ${owner?.folder}: write "import type"`
		: `${part.folder} may import ${allowed}, not ${target}`;
}

function checkPackage(part: Part, specifier: string): string | undefined {
	if (isBuiltin(specifier)) {
		if (!specifier.startsWith("node:")) return `write "node:${specifier}"`;
		const exclusive = EXCLUSIVE_BUILTINS.includes(specifier);
		if (exclusive ? part.packages.includes(specifier) : part.node) return undefined;
		return exclusive
			? `only ${ownersOf(specifier)} may know ${specifier}`
			: `${part.folder} runs outside Node too: no ${specifier}`;
	}
	const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
	if (part.packages.includes(name)) return undefined;
	const owners = ownersOf(name);
	return owners ? `only ${owners} may know ${name}` : `${name} is not in the table of scripts/boundaries.ts`;
}

const ownersOf = (name: string) =>
	PARTS.filter(({ packages }) => packages.includes(name))
		.map(({ folder }) => folder)
		.join(", ");

function importsOf(file: string, source: string): Import[] {
	const { module, program, errors } = parseSync(file, source);
	if (errors[0]) throw new Error(`${file} does not parse: ${errors[0].message}`);
	const at = (offset: number) => lineAt(source, offset);
	const importedTypes = new Set<number>();
	for (const statement of program.body) {
		if ("importKind" in statement && statement.importKind === "type") importedTypes.add(statement.start);
		if ("exportKind" in statement && statement.exportKind === "type") importedTypes.add(statement.start);
	}
	const fixed = module.staticImports.map(({ start, moduleRequest, entries }) => ({
		specifier: moduleRequest.value,
		typeOnly: importedTypes.has(start) || (entries.length > 0 && entries.every((entry) => entry.isType)),
		line: at(start),
	}));
	const passedOn = module.staticExports.flatMap(({ start, entries }) =>
		entries.flatMap((entry) =>
			entry.moduleRequest
				? [
						{
							specifier: entry.moduleRequest.value,
							typeOnly: importedTypes.has(start) || entry.isType,
							line: at(start),
						},
					]
				: [],
		),
	);
	const dynamic = module.dynamicImports.flatMap(({ start, moduleRequest }) => {
		const text = source.slice(moduleRequest.start, moduleRequest.end);
		// A computed specifier cannot be checked; it is a file's own business to say why it needs one.
		return /^["'`][^$]*["'`]$/.test(text) ? [{ specifier: text.slice(1, -1), typeOnly: false, line: at(start) }] : [];
	});
	const inTypes = [...source.matchAll(/\bimport\("([^"]+)"\)\s*\./g)].map((match) => ({
		specifier: match[1]!,
		typeOnly: true,
		line: at(match.index),
	}));
	const isDynamic = new Set(dynamic.map(({ line, specifier }) => `${line} ${specifier}`));
	return [...fixed, ...passedOn, ...dynamic, ...inTypes.filter((i) => !isDynamic.has(`${i.line} ${i.specifier}`))];
}

const lineAt = (source: string, offset: number) => source.slice(0, offset).split("\n").length;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const violations = await checkBoundaries();
	for (const violation of violations) console.log(violation);
	process.exitCode = violations.length > 0 ? 1 : 0;
}
