import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Problem } from "../../core/audit/problem.ts";

/** What a file's hash is remembered under: a file that keeps all three is taken to be the same. */
export interface FileStamp {
	/** Absolute path. */
	readonly path: string;
	readonly size: number;
	readonly mtimeMs: number;
}

/** Remembers hashes between runs; the store implements it. */
export interface HashCache {
	get(stamp: FileStamp): string | undefined;
	set(stamp: FileStamp, sha256: string): void;
}

/** SHA-256 of a file's bytes, lower-case hex, read once and streamed. Throws Problem("input"). */
export async function fileHash(file: string, cache?: HashCache): Promise<string> {
	const path = resolve(file);
	try {
		const { size, mtimeMs } = await stat(path);
		const stamp = { path, size, mtimeMs };
		const known = cache?.get(stamp);
		if (known) return known;
		const hash = createHash("sha256");
		for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
		const sha256 = hash.digest("hex");
		cache?.set(stamp, sha256);
		return sha256;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		throw code === "EISDIR"
			? new Problem("input", `${path} is a folder.`, "Name a GGUF file in it.")
			: code === "ENOENT"
				? new Problem("input", `${path} does not exist.`, "Check the path.")
				: new Problem("input", `${path} cannot be read (${code}).`, "Check the file's permissions.");
	}
}
