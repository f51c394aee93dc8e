import type { Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** A GGUF file on this machine. */
export interface FoundModel {
	/** Absolute path. */
	readonly file: string;
	readonly bytes: number;
	/** Milliseconds since 1970. */
	readonly modifiedMs: number;
}

/** Deep enough for a repository's own layout, not for a whole disk. */
const DEPTH = 6;
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "dist", "out"]);

/** Where `models download` puts files: PALIMPSEST_MODELS, or the user's cache folder. */
export function modelFolder(env: NodeJS.ProcessEnv = process.env): string {
	const named = env["PALIMPSEST_MODELS"];
	return named ? resolve(named) : join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "palimpsest", "models");
}

/** GGUF files under these folders, newest first. Hidden folders and those that cannot be read are skipped. */
export async function findModels(folders: readonly string[]): Promise<readonly FoundModel[]> {
	const found = new Map<string, FoundModel>();
	for (const folder of folders) await visit(resolve(folder), DEPTH, found);
	return [...found.values()].sort((a, b) => b.modifiedMs - a.modifiedMs || (a.file < b.file ? -1 : 1));
}

async function visit(folder: string, depth: number, found: Map<string, FoundModel>): Promise<void> {
	const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
	for (const entry of entries) {
		const path = join(folder, entry.name);
		if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
		if (entry.isDirectory() && depth > 0) await visit(path, depth - 1, found);
		else if (entry.name.toLowerCase().endsWith(".gguf") && (await isGguf(path))) {
			const { size, mtimeMs } = await stat(path);
			found.set(path, { file: path, bytes: size, modifiedMs: mtimeMs });
		}
	}
}

/** The first four bytes say so; a download that has only begun does not. */
async function isGguf(path: string): Promise<boolean> {
	try {
		const file = await open(path);
		try {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
			return bytesRead === 4 && buffer.toString("latin1") === "GGUF";
		} finally {
			await file.close();
		}
	} catch {
		return false;
	}
}
