import { fileURLToPath } from "node:url";

/** What to fork: PALIMPSEST_ENGINE, or the engine's bundle beside the running one, or its source beside this source. */
export function engineFile(environment: NodeJS.ProcessEnv = process.env): string {
	const own = environment.PALIMPSEST_ENGINE;
	if (own) return own;
	const beside = import.meta.url.endsWith(".ts") ? "../main.ts" : "./engine.mjs";
	return fileURLToPath(new URL(beside, import.meta.url));
}
