import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import { exactParse, exactStringify } from "./exactJson.ts";
import { inTransaction } from "./inTransaction.ts";
import { isAlive, thisProcess } from "./livingProcess.ts";
import type { RunRecord, RunState } from "./runRecord.ts";
import { guarded } from "./storeProblem.ts";

type Row = Record<string, SQLOutputValue>;

const COLUMNS = "id, digest, request, command, state, started, finished, target, documents, headline";

/** The history of audits. A run that claims to be running while its process is gone was interrupted. */
export class RunStore {
	readonly #database: DatabaseSync;
	readonly #folder: string;

	constructor(database: DatabaseSync, folder: string) {
		this.#database = database;
		this.#folder = folder;
	}

	/** Newest first. */
	list(): readonly RunRecord[] {
		return this.#guarded(() => {
			this.#markInterrupted();
			return this.#database.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY number DESC`).all().map(recordOf);
		});
	}

	/** The named run; "latest" is the newest finished one. */
	find(run: string): RunRecord | undefined {
		return this.#guarded(() => {
			this.#markInterrupted();
			const newest = `SELECT ${COLUMNS} FROM runs WHERE state = 'finished' ORDER BY number DESC LIMIT 1`;
			const named = `SELECT ${COLUMNS} FROM runs WHERE id = ?`;
			const row = run === "latest" ? this.#database.prepare(newest).get() : this.#database.prepare(named).get(run);
			return row && recordOf(row);
		});
	}

	/**
	 * Takes up the newest unfinished run of the same digest, or begins `fresh`. One transaction, so that two processes
	 * never take up the same run.
	 */
	begin(fresh: Omit<RunRecord, "state" | "finishedAt" | "headline">): RunRecord & { readonly resumed: boolean } {
		return this.#guarded(() =>
			inTransaction(this.#database, () => {
				this.#markInterrupted();
				const { pid, started } = thisProcess();
				const open = this.#database
					.prepare(
						`SELECT ${COLUMNS} FROM runs WHERE digest = ? AND state IN ('interrupted', 'failed', 'cancelled')
						ORDER BY number DESC LIMIT 1`,
					)
					.get(fresh.digest);
				if (open) {
					this.#database
						.prepare(
							`UPDATE runs SET state = 'running', pid = ?, process_started = ?, finished = NULL, headline = ?, documents = ?
							WHERE id = ?`,
						)
						.run(pid, started, "running", fresh.documents, open["id"] as string);
					return { ...recordOf(open), state: "running", finishedAt: null, documents: fresh.documents, resumed: true };
				}
				const { run, digest, request, command, startedAt, target, documents } = fresh;
				this.#database
					.prepare(
						`INSERT INTO runs (id, digest, request, command, state, started, pid, process_started, target, documents, headline)
						VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, 'running')`,
					)
					.run(run, digest, JSON.stringify(request), command, startedAt, pid, started, target, documents);
				return { ...fresh, state: "running", finishedAt: null, headline: "running", resumed: false };
			}),
		);
	}

	/** Closes a run that did not finish. */
	end(run: string, state: Exclude<RunState, "running" | "finished">, at: string, headline: string): void {
		this.#guarded(() =>
			this.#database
				.prepare("UPDATE runs SET state = ?, finished = ?, headline = ? WHERE id = ?")
				.run(state, at, headline, run),
		);
	}

	/** Keeps the result of a run and with it the run's end. */
	finish(result: AuditResult, headline: string): void {
		this.#guarded(() =>
			this.#database
				.prepare("UPDATE runs SET state = 'finished', finished = ?, headline = ?, result = ? WHERE id = ?")
				.run(result.finishedAt, headline, exactStringify(result), result.run),
		);
	}

	/** The result of a finished run; "latest" is the newest. */
	result(run: string): AuditResult | undefined {
		const found = this.find(run);
		if (found?.state !== "finished") return undefined;
		return this.#guarded(() => {
			const row = this.#database.prepare("SELECT result FROM runs WHERE id = ?").get(found.run);
			return exactParse(row?.["result"] as string) as AuditResult;
		});
	}

	#markInterrupted(): void {
		const running = this.#database.prepare("SELECT id, pid, process_started FROM runs WHERE state = 'running'").all();
		for (const row of running) {
			if (isAlive({ pid: Number(row["pid"]), started: row["process_started"] as string })) continue;
			this.#database
				.prepare("UPDATE runs SET state = 'interrupted', headline = 'interrupted' WHERE id = ? AND state = 'running'")
				.run(row["id"] as string);
		}
	}

	#guarded<T>(work: () => T): T {
		return guarded(this.#folder, work);
	}
}

function recordOf(row: Row): RunRecord {
	return {
		run: row["id"] as string,
		digest: row["digest"] as string,
		request: JSON.parse(row["request"] as string) as AuditRequest,
		command: row["command"] as string,
		state: row["state"] as RunState,
		startedAt: row["started"] as string,
		finishedAt: row["finished"] as string | null,
		target: row["target"] as string,
		documents: Number(row["documents"]),
		headline: row["headline"] as string,
	};
}
