import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Problem } from "../../../core/audit/problem.ts";

/** The package of prebuilt libraries for this machine's CPU. */
export interface PlatformPackage {
	readonly name: string;
	readonly version: string;
	/** llama.cpp's release tag, e.g. "v0.5.0". */
	readonly release: string;
	/** Folder that holds the shared libraries. */
	readonly folder: string;
}

/** CPU packages by platform and architecture; on ARM Macs the only package is the Metal one, used without a GPU layer. */
const NAMES: Readonly<Record<string, string>> = {
	"linux-x64": "linux-x64",
	"linux-arm64": "linux-arm64",
	"linux-arm": "linux-armv7l",
	"darwin-arm64": "mac-arm64-metal",
	"darwin-x64": "mac-x64",
	"win32-x64": "win-x64",
	"win32-arm64": "win-arm64",
};

/** Finds the installed package. Throws Problem("engine") when there is none for this machine. */
export function findPlatformPackage(key = `${process.platform}-${process.arch}`): PlatformPackage {
	const short = NAMES[key];
	if (!short) {
		throw new Problem("engine", `There are no prebuilt llama.cpp libraries for ${key}.`, "Run on x64 or ARM64.");
	}
	const name = `@node-llama-cpp/${short}`;
	try {
		const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
		const version = textAt(join(root, "package.json"), ["version"]);
		const bins = join(root, "bins");
		const folder = join(bins, only(readdirSync(bins)));
		const release = textAt(join(folder, "_nlcBuildMetadata.json"), ["buildOptions", "llamaCpp", "release"]);
		return { name, version, release, folder };
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
