import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import type { ModelDescription } from "../core/model/languageModel.ts";
import { guarded } from "./storeProblem.ts";

/** What is known of model files without opening them: their hashes, and what open models said of themselves. */
export class ModelStore {
	readonly #database: DatabaseSync;
	readonly #folder: string;

	constructor(database: DatabaseSync, folder: string) {
		this.#database = database;
		this.#folder = folder;
	}

	/**
	 * SHA-256 of a file, hex. Gigabytes take a while, so it is remembered by path, size and modification time.
	 * Errors of reading the file pass through as Node's own.
	 */
	async fileHash(path: string, signal?: AbortSignal): Promise<string> {
		const { size, mtimeMs } = await stat(path);
		const known = guarded(this.#folder, () =>
			this.#database
				.prepare("SELECT sha256 FROM files WHERE path = ? AND size = ? AND modified = ?")
				.get(path, size, mtimeMs),
		);
		if (known) return known["sha256"] as string;
		const hash = createHash("sha256");
		await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
		const sha256 = hash.digest("hex");
		// A file that was written to meanwhile must be read again next time.
		const after = await stat(path);
		if (after.size !== size || after.mtimeMs !== mtimeMs) return sha256;
		guarded(this.#folder, () =>
			this.#database
				.prepare("INSERT OR REPLACE INTO files (path, size, modified, sha256) VALUES (?, ?, ?, ?)")
				.run(path, size, mtimeMs, sha256),
		);
		return sha256;
	}

	/** What the model of this identity said of itself when it was last open. */
	description(identity: string): ModelDescription | undefined {
		return guarded(this.#folder, () => {
			const row = this.#database.prepare("SELECT description FROM models WHERE identity = ?").get(identity);
			return row && (JSON.parse(row["description"] as string) as ModelDescription);
		});
	}

	/** Remembers a description; the first one said stays, so that results of one identity agree. */
	describe(identity: string, description: ModelDescription): void {
		guarded(this.#folder, () =>
			this.#database
				.prepare("INSERT OR IGNORE INTO models (identity, description) VALUES (?, ?)")
				.run(identity, JSON.stringify(description)),
		);
	}
}
