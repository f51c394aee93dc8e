import type { DatabaseSync } from "node:sqlite";
import type { ModelDescription } from "../core/model/languageModel.ts";
import { guarded } from "./storeProblem.ts";

/** A file as it stood when it was read. */
export interface FileStamp {
	/** Absolute. */
	readonly path: string;
	readonly size: number;
	readonly mtimeMs: number;
}

/** What is known of model files without opening them: their hashes, and what open models said of themselves. */
export class ModelStore {
	readonly #database: DatabaseSync;
	readonly #folder: string;

	constructor(database: DatabaseSync, folder: string) {
		this.#database = database;
		this.#folder = folder;
	}

	/** Hashes of files; gigabytes take a while, so they are remembered by path, size and modification time. */
	readonly hashes = {
		get: ({ path, size, mtimeMs }: FileStamp): string | undefined =>
			guarded(this.#folder, () => {
				const select = "SELECT sha256 FROM files WHERE path = ? AND size = ? AND modified = ?";
				return this.#database.prepare(select).get(path, size, mtimeMs)?.["sha256"] as string | undefined;
			}),
		set: ({ path, size, mtimeMs }: FileStamp, sha256: string): void =>
			guarded(this.#folder, () => {
				const insert = "INSERT OR REPLACE INTO files (path, size, modified, sha256) VALUES (?, ?, ?, ?)";
				this.#database.prepare(insert).run(path, size, mtimeMs, sha256);
			}),
	};

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
