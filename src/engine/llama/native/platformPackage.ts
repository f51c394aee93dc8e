import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
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

const Version = z.object({ version: z.string() });
const BuildMetadata = z.object({ buildOptions: z.object({ llamaCpp: z.object({ release: z.string() }) }) });

/** Finds the installed package. Throws Problem("engine") when there is none for this machine. */
export function findPlatformPackage(key = `${process.platform}-${process.arch}`): PlatformPackage {
	const short = NAMES[key];
	if (!short) {
		throw new Problem("engine", `There are no prebuilt llama.cpp libraries for ${key}.`, "Run on x64 or ARM64.");
	}
	const name = `@node-llama-cpp/${short}`;
	try {
		const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
		const { version } = Version.parse(readJson(join(root, "package.json")));
		const bins = join(root, "bins");
		const folder = join(bins, only(readdirSync(bins)));
		const { buildOptions } = BuildMetadata.parse(readJson(join(folder, "_nlcBuildMetadata.json")));
		return { name, version, release: buildOptions.llamaCpp.release, folder };
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

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function only(names: readonly string[]): string {
	const [name] = names;
	if (name === undefined || names.length !== 1)
		throw new Error(`expected one folder of libraries, found ${names.length}`);
	return name;
}
