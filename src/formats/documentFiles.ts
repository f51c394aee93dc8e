import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { isQuestionsFile } from "./questionsFile.ts";
import { fileSystemRefusal, type Refusal } from "./refusal.ts";

/** What a folder is searched for; a file named by hand may have any ending. */
const READABLE: ReadonlySet<string> = new Set([".txt", ".md", ".jsonl"]);
const SKIPPED: ReadonlySet<string> = new Set(["node_modules"]);

export interface DocumentFiles {
	/** Absolute paths in a fixed order, under the names they were found by. */
	readonly files: readonly string[];
	readonly refusals: readonly Refusal[];
	/** Files of another ending: perhaps nobody's mistake, perhaps the document that mattered. */
	readonly otherFiles: readonly string[];
}

/**
 * The document files under a folder, at any depth. Hidden names and node_modules are skipped. Links are not followed:
 * what they point to inside the folder is found under its own name, and what lies outside was not asked for.
 */
export async function documentFiles(folder: string): Promise<DocumentFiles> {
	const files: string[] = [];
	const refusals: Refusal[] = [];
	const otherFiles: string[] = [];
	const home = await realpath(folder);

	async function visit(directory: string): Promise<void> {
		const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
			refusals.push(fileSystemRefusal(directory, error));
			return [];
		});
		for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const path = join(directory, entry.name);
			if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
			if (entry.isDirectory()) await visit(path);
			else if (entry.isSymbolicLink()) refusals.push(...(await linkRefusals(home, path)));
			else if (!entry.isFile() || isQuestionsFile(entry.name)) continue;
			else if (READABLE.has(extname(entry.name).toLowerCase())) files.push(path);
			else otherFiles.push(path);
		}
	}
	await visit(folder);
	return { files, refusals, otherFiles };
}

async function linkRefusals(home: string, path: string): Promise<readonly Refusal[]> {
	try {
		const target = await realpath(path);
		if (isInside(home, target)) return [];
		const isFolder = (await stat(target)).isDirectory();
		if (!isFolder && !READABLE.has(extname(target).toLowerCase())) return [];
		return [{ path, reason: "links to something outside the folder", remedy: "Name its target to audit it too." }];
	} catch (error) {
		return [fileSystemRefusal(path, error)];
	}
}

function isInside(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way !== ".." && !way.startsWith(`..${sep}`);
}
