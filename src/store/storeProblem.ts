import { Problem } from "../core/audit/problem.ts";

/** What SQLite and the file system say, by the code they say it with. */
interface DatabaseError extends Error {
	readonly code?: string;
	/** SQLite's extended result code; the low byte is the primary one. */
	readonly errcode?: number;
}

const BUSY = 5;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** Runs `work`; an expected failure of the disk or the database becomes a Problem("store"), anything else passes. */
export function guarded<T>(folder: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw storeProblem(folder, error) ?? error;
	}
}

/** The problem an error of the database or the file system stands for; undefined for a defect. */
export function storeProblem(folder: string, error: unknown): Problem | undefined {
	if (!(error instanceof Error) || error instanceof Problem) return undefined;
	const { code, errcode } = error as DatabaseError;
	if (code === "ERR_SQLITE_ERROR") return sqliteProblem(folder, (errcode ?? 0) & 0xff, error.message);
	if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOENT") return notWritable(folder);
	if (code === "ENOTDIR" || code === "EEXIST") {
		return new Problem("store", `The store folder ${folder} is not a folder.`, "Name a folder with --store DIR.");
	}
	if (code === "ENOSPC") return full(folder);
	return undefined;
}

/** Whether another process holds the database. */
export function isBusy(error: unknown): boolean {
	return error instanceof Error && ((error as DatabaseError).errcode ?? 0) % 256 === BUSY;
}

/** A database that cannot be trusted. Nothing is deleted or moved: what to do with measured data is for its owner to say. */
export function damaged(folder: string, detail: string): Problem {
	return new Problem(
		"store",
		`The store ${folder}/palimpsest.db is damaged (${detail}).`,
		`Move it aside to start afresh, or try to save what is in it with: sqlite3 palimpsest.db .recover`,
	);
}

function sqliteProblem(folder: string, primary: number, message: string): Problem | undefined {
	switch (primary) {
		case BUSY:
			return new Problem(
				"store",
				`The store in ${folder} is held by another process and did not become free.`,
				"Wait for the other audit, or use another folder with --store DIR.",
			);
		case READ_ONLY:
		case CANNOT_OPEN:
			return notWritable(folder);
		case CORRUPT:
		case NOT_A_DATABASE:
			return damaged(folder, message);
		case FULL:
			return full(folder);
		case IO_ERROR:
			return new Problem(
				"store",
				`The store in ${folder} cannot be read or written (${message}).`,
				"Check the disk, or use another folder with --store DIR.",
			);
		default:
			return undefined;
	}
}

function notWritable(folder: string): Problem {
	return new Problem(
		"store",
		`The store folder ${folder} cannot be written.`,
		"Make it writable, or use another folder with --store DIR (or PALIMPSEST_STORE).",
	);
}

function full(folder: string): Problem {
	return new Problem(
		"store",
		`The disk that holds the store ${folder} is full.`,
		"Free some space and run the same command again: what was measured is kept.",
	);
}
