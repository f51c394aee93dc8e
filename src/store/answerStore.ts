import type { DatabaseSync } from "node:sqlite";
import type { Outcome } from "../core/model/answer.ts";
import { inTransaction } from "./inTransaction.ts";
import { packOutcome, unpackOutcome } from "./packOutcome.ts";
import { damaged, guarded } from "./storeProblem.ts";

/** Keys looked up per statement. */
const LOOKUP = 500;

/** Failures that the same question to the same model meets again. The others may be over at the next try. */
const LASTING: ReadonlySet<string> = new Set(["context-overflow", "not-capable", "not-finite"]);

/** The place of a key in the statement, and what is stored under it. */
type Row = readonly [number: number, body: Uint8Array];

/** Content-addressed answers: once written, never changed. */
export class AnswerStore {
	readonly #database: DatabaseSync;
	readonly #folder: string;

	constructor(database: DatabaseSync, folder: string) {
		this.#database = database;
		this.#folder = folder;
	}

	/** The stored outcomes among these keys. */
	read(keys: readonly string[]): ReadonlyMap<string, Outcome> {
		return guarded(this.#folder, () => {
			// The number of a key comes back instead of the key, which we have.
			const select = this.#database.prepare(
				"SELECT wanted.key AS number, body FROM json_each(?) AS wanted CROSS JOIN answers ON answers.key = wanted.value",
			);
			// Rows as arrays, all of a statement at once, take two thirds of the time that objects one by one take.
			select.setReturnArrays(true);
			const found = new Map<string, Outcome>();
			for (let at = 0; at < keys.length; at += LOOKUP) {
				const rows = select.all(JSON.stringify(keys.slice(at, at + LOOKUP))) as unknown as readonly Row[];
				for (const [number, body] of rows) found.set(keys[at + number] as string, this.#unpack(body));
			}
			return found;
		});
	}

	/** Writes a batch in one transaction. Keys already there keep what they have; passing failures are left out. */
	write(batch: readonly (readonly [key: string, outcome: Outcome])[]): void {
		const lasting = batch.filter(([, outcome]) => outcome.kind !== "failure" || LASTING.has(outcome.code));
		if (lasting.length === 0) return;
		guarded(this.#folder, () =>
			inTransaction(this.#database, () => {
				const insert = this.#database.prepare("INSERT OR IGNORE INTO answers (key, kind, body) VALUES (?, ?, ?)");
				for (const [key, outcome] of lasting) insert.run(key, outcome.kind, packOutcome(outcome));
			}),
		);
	}

	/** How many answers there are. */
	count(): number {
		return guarded(this.#folder, () =>
			Number(this.#database.prepare("SELECT count(*) AS n FROM answers").get()?.["n"]),
		);
	}

	#unpack(body: Uint8Array): Outcome {
		try {
			return unpackOutcome(body);
		} catch (error) {
			throw damaged(this.#folder, (error as Error).message);
		}
	}
}
