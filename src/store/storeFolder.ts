import { homedir, platform } from "node:os";
import { join, resolve } from "node:path";

/** Where measured data lives: what was named, then PALIMPSEST_STORE, then the user's data folder of this system. */
export function storeFolder(named?: string, env: NodeJS.ProcessEnv = process.env): string {
	const chosen = named ?? (env["PALIMPSEST_STORE"] || undefined);
	return chosen === undefined ? join(dataFolder(env), "palimpsest") : resolve(chosen);
}

function dataFolder(env: NodeJS.ProcessEnv): string {
	switch (platform()) {
		case "win32":
			return env["LOCALAPPDATA"] || join(homedir(), "AppData", "Local");
		case "darwin":
			return join(homedir(), "Library", "Application Support");
		default:
			return env["XDG_DATA_HOME"] || join(homedir(), ".local", "share");
	}
}
