import type { DatabaseSync } from "node:sqlite";
import type { SetName } from "../core/corpus/document.ts";
import type { Role } from "../core/model/question.ts";
import { inTransaction } from "./inTransaction.ts";
import type { RunDocument, RunMaterial } from "./runRecord.ts";
import { guarded } from "./storeProblem.ts";

/** The texts and models each run was made on: what a heatmap needs when the files have changed since. */
export class MaterialStore {
	readonly #database: DatabaseSync;
	readonly #folder: string;

	constructor(database: DatabaseSync, folder: string) {
		this.#database = database;
		this.#folder = folder;
	}

	/** Replaces what is recorded of a run: a resumed run reads its files again. */
	write(run: string, { documents, identities }: RunMaterial): void {
		guarded(this.#folder, () =>
			inTransaction(this.#database, () => {
				this.#database.prepare("DELETE FROM run_documents WHERE run = ?").run(run);
				this.#database.prepare("DELETE FROM run_models WHERE run = ?").run(run);
				const model = this.#database.prepare("INSERT INTO run_models (run, role, identity) VALUES (?, ?, ?)");
				for (const [role, identity] of Object.entries(identities)) model.run(run, role, identity);
				const text = this.#database.prepare("INSERT OR IGNORE INTO texts (sha256, text) VALUES (?, ?)");
				const row = this.#database.prepare(
					`INSERT INTO run_documents (run, set_name, position, path, file, sha256, questions) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				);
				for (const [position, { set, file, document }] of documents.entries()) {
					text.run(document.sha256, document.text);
					const questions = JSON.stringify(document.questions);
					row.run(run, set, position, document.path, file, document.sha256, questions);
				}
			}),
		);
	}

	/** Documents of a run with that path: the forget set's first, as sets may use the same names. */
	document(run: string, path: string): RunDocument | undefined {
		return guarded(this.#folder, () => {
			const row = this.#database
				.prepare(
					`SELECT set_name, file, path, sha256, text, questions FROM run_documents JOIN texts USING (sha256)
					WHERE run = ? AND path = ?
					ORDER BY CASE set_name WHEN 'forget' THEN 0 WHEN 'retain' THEN 1 ELSE 2 END, position LIMIT 1`,
				)
				.get(run, path);
			if (row === undefined) return undefined;
			const document = {
				path,
				text: row["text"] as string,
				sha256: row["sha256"] as string,
				questions: JSON.parse(row["questions"] as string),
			};
			return { set: row["set_name"] as SetName, file: row["file"] as string, document };
		});
	}

	/** Identity of the model that played a role in a run. */
	identity(run: string, role: Role): string | undefined {
		return guarded(this.#folder, () => {
			const row = this.#database.prepare("SELECT identity FROM run_models WHERE run = ? AND role = ?").get(run, role);
			return row?.["identity"] as string | undefined;
		});
	}

	/** The newest finished run whose forget set holds the file. */
	covering(file: string): { readonly run: string; readonly path: string } | undefined {
		return guarded(this.#folder, () => {
			const row = this.#database
				.prepare(
					`SELECT run, path FROM run_documents JOIN runs ON runs.id = run
					WHERE file = ? AND set_name = 'forget' AND state = 'finished' ORDER BY number DESC, position LIMIT 1`,
				)
				.get(file);
			return row && { run: row["run"] as string, path: row["path"] as string };
		});
	}
}
