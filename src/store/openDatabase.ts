import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Problem } from "../core/audit/problem.ts";
import { makeFolder } from "./makeFolder.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { isBusy } from "./storeProblem.ts";

/** How long a writer waits for another process, in milliseconds. */
const BUSY_TIMEOUT_MS = 15_000;
/** And how soon it asks again where it was refused at once. */
const AGAIN_MS = 10;

/**
 * Opens `palimpsest.db` in a folder, making both when they are missing. The store holds protected text, so the folder
 * we make is 0700 and the file 0600; SQLite gives its -wal and -shm files the database's own mode.
 */
export function openDatabase(folder: string): DatabaseSync {
	makePrivate(folder);
	const file = join(folder, "palimpsest.db");
	closeSync(openSync(file, "a", 0o600));
	const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
	try {
		// Write-ahead: readers never wait, and a process killed at any moment leaves the last whole transaction.
		patiently(() => database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"));
		patiently(() => migrate(database, folder));
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/**
 * Where two processes come to a new store at once, each may hold what the other waits for; SQLite then refuses one of them
 * without waiting at all. It tries again as long as it would have waited.
 */
function patiently(work: () => void): void {
	const end = performance.now() + BUSY_TIMEOUT_MS;
	for (;;) {
		try {
			work();
			return;
		} catch (error) {
			if (!isBusy(error) || performance.now() > end) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
		}
	}
}

function makePrivate(folder: string): void {
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	makeFolder(folder, 0o700);
	chmodSync(folder, 0o700);
}

function migrate(database: DatabaseSync, folder: string): void {
	if (version(database) === SCHEMA_VERSION) return;
	// Two processes may arrive together: the second finds the work done.
	database.exec("BEGIN IMMEDIATE");
	try {
		const found = version(database);
		if (found > SCHEMA_VERSION) {
			throw new Problem(
				"store",
				`The store in ${folder} was made by a newer Palimpsest.`,
				"Update Palimpsest, or use another folder with --store DIR.",
			);
		}
		if (found === 0) database.exec(SCHEMA);
		database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
		database.exec("COMMIT");
	} catch (error) {
		database.exec("ROLLBACK");
		throw error;
	}
}

function version(database: DatabaseSync): number {
	return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}
