import type { DatabaseSync } from "node:sqlite";

/** Does `work` as one transaction. It takes the write lock at once, so that waiting for another process happens here. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
	database.exec("BEGIN IMMEDIATE");
	try {
		const value = work();
		database.exec("COMMIT");
		return value;
	} catch (error) {
		// A full disk rolls back by itself.
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}
