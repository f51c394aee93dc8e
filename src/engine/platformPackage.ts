import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { Backend } from "../protocol/engine.ts";

/** The package of prebuilt libraries for this machine and one backend. */
export interface PlatformPackage {
	readonly name: string;
	readonly version: string;
	/** llama.cpp's release tag, e.g. "v0.5.0". */
	readonly release: string;
	/** Folder that holds the shared libraries. */
	readonly folder: string;
	/** Folder of a module for older drivers, to be tried when the first finds no device; a package of its own. */
	readonly fallback?: string;
}

/** Packages by platform and architecture. On ARM Macs the Metal one serves the CPU too, without a layer on the GPU. */
const NAMES: Readonly<Record<string, Readonly<Partial<Record<Backend, string>>>>> = {
	"linux-x64": { cpu: "linux-x64", cuda: "linux-x64-cuda", vulkan: "linux-x64-vulkan" },
	"linux-arm64": { cpu: "linux-arm64" },
	"linux-arm": { cpu: "linux-armv7l" },
	"darwin-arm64": { cpu: "mac-arm64-metal", metal: "mac-arm64-metal" },
	"darwin-x64": { cpu: "mac-x64" },
	"win32-x64": { cpu: "win-x64", cuda: "win-x64-cuda", vulkan: "win-x64-vulkan" },
	"win32-arm64": { cpu: "win-arm64" },
};
const HERE = `${process.platform}-${process.arch}`;

/** Backends that have prebuilt libraries for a platform, whether installed or not; the CPU first. */
export function backendsOf(key = HERE): readonly Backend[] {
	return Object.keys(NAMES[key] ?? {}) as Backend[];
}

/** Finds the installed package. Throws Problem("engine") when there is none for this machine and backend. */
export function findPlatformPackage(backend: Backend = "cpu", key = HERE): PlatformPackage {
	const short = NAMES[key]?.[backend];
	if (!short) {
		const what = backend === "cpu" ? "llama.cpp libraries" : `llama.cpp libraries for ${backend}`;
		throw new Problem("engine", `There are no prebuilt ${what} for ${key}.`, "Run on x64 or ARM64.");
	}
	const name = `@node-llama-cpp/${short}`;
	try {
		const root = rootOf(name);
		const version = textAt(join(root, "package.json"), ["version"]);
		const bins = join(root, "bins");
		const folder = join(bins, only(readdirSync(bins)));
		const release = textAt(join(folder, "_nlcBuildMetadata.json"), ["buildOptions", "llamaCpp", "release"]);
		const fallback = fallbackOf(name, version, basename(folder));
		return { name, version, release, folder, ...(fallback ? { fallback } : {}) };
	} catch (cause) {
		const problem = new Problem(
			"engine",
			`The package ${name}, which holds llama.cpp for this machine, is missing or incomplete.`,
			"Install again with `npm ci` (without `--omit=optional`).",
		);
		problem.cause = cause;
		throw problem;
	}
}

function fallbackOf(name: string, version: string, build: string): string | undefined {
	try {
		const root = rootOf(`${name}-ext`);
		const folder = join(root, "bins", build, "fallback");
		return textAt(join(root, "package.json"), ["version"]) === version && existsSync(folder) ? folder : undefined;
	} catch {
		return undefined;
	}
}

const rootOf = (name: string): string => dirname(dirname(createRequire(import.meta.url).resolve(name)));

/** A text inside a JSON file. */
function textAt(file: string, path: readonly string[]): string {
	let value: unknown = JSON.parse(readFileSync(file, "utf8"));
	for (const key of path) value = (value as Record<string, unknown> | null)?.[key];
	if (typeof value !== "string") throw new Error(`${file} has no ${path.join(".")}`);
	return value;
}

function only(names: readonly string[]): string {
	const [name] = names;
	if (name === undefined || names.length !== 1)
		throw new Error(`expected one folder of libraries, found ${names.length}`);
	return name;
}
