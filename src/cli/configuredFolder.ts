import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CONFIGURATION_FILE } from "../runtime/configuration.ts";

/**
 * The folder whose palimpsest.json says what to audit: the single path when it is a folder that holds one, else undefined.
 * `palimpsest audit demo` is then the audit that demo/palimpsest.json describes.
 */
export function configuredFolder(cwd: string, paths: readonly string[]): string | undefined {
	const [only, another] = paths;
	if (only === undefined || another !== undefined) return undefined;
	const folder = resolve(cwd, only);
	return existsSync(join(folder, CONFIGURATION_FILE)) ? folder : undefined;
}
