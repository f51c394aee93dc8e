import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder this package lies in, whether its bundle or its source runs. */
export function packageFolder(): string {
	let folder = import.meta.dirname;
	while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
	return folder;
}
