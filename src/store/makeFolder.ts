import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and what is missing above it, level by level: Node's own recursive way never returns where the parent
 * exists and refuses to hold folders, as /proc does. Throws what the file system says, ENOTDIR where a file is in the
 * way. `mode` is that of the folders made.
 */
export function makeFolder(folder: string, mode = 0o777): void {
	const missing: string[] = [];
	let nearest = resolve(folder);
	while (!exists(nearest)) {
		missing.unshift(nearest);
		nearest = dirname(nearest);
	}
	for (const level of missing) makeLevel(level, mode);
}

function exists(path: string): boolean {
	const status = statSync(path, { throwIfNoEntry: false });
	if (status && !status.isDirectory()) {
		throw Object.assign(new Error(`${path} is not a folder`), { code: "ENOTDIR" });
	}
	return status !== undefined;
}

function makeLevel(level: string, mode: number): void {
	try {
		mkdirSync(level, { mode });
	} catch (error) {
		// Another process may have made it meanwhile; a link that leads nowhere is there and is no folder.
		if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !exists(level)) throw error;
	}
}
