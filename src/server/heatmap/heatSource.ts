import { Problem } from "../../core/audit/problem.ts";
import type { AuditResult, DocumentResult } from "../../core/audit/result.ts";
import type { WindowShape } from "../../core/corpus/windows.ts";
import { type HeatMetric, heatClasses, heatValues, layoutRows } from "../../core/leaks/heat.ts";
import type { TokenRecords } from "../../core/model/answer.ts";
import type { Role } from "../../core/model/question.ts";
import type { Auditor } from "../../runtime/auditor.ts";

/** A document as its newest finished run saw it. */
export interface MeasuredDocument {
	readonly file: string;
	readonly audit: AuditResult;
	readonly result: DocumentResult;
	readonly text: string;
	/** How many tokens the target makes of it. */
	readonly tokens: number;
	/** Token index at which each row begins, at this column width, and where each token starts. */
	rows(columns: number): { readonly tokenStarts: Int32Array; readonly starts: Int32Array };
	records(role: Role): TokenRecords | undefined;
	/** Of the run. */
	readonly windows: WindowShape;
}

/** Tokens of a whole document with what a metric says of each. */
export interface Track {
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly values: Float32Array;
	readonly classes: Uint8Array;
}

/** Token arrays of the last few documents that were looked at: a heatmap scrolls, and every tile is a request. */
export class HeatSource {
	readonly #documents = new Recent<MeasuredDocument>(3);
	readonly #tracks = new Recent<Track>(6);

	/** Undefined when no finished run covers the file. Throws `Problem` when it kept no token records. */
	document(auditor: Auditor, file: string): MeasuredDocument | undefined {
		const covering = auditor.covering(file);
		if (!covering) return undefined;
		const { run, path } = covering;
		return this.#documents.get(`${run}\n${path}`, () => measure(auditor, file, run, path));
	}

	has(document: MeasuredDocument, role: Role): boolean {
		return document.records(role) !== undefined;
	}

	/** Throws `Problem` when the run did not ask that model. */
	track(document: MeasuredDocument, role: Role, metric: HeatMetric): Track {
		const { audit, result } = document;
		return this.#tracks.get([audit.run, result.path, role, metric].join("\n"), () => {
			const records = document.records(role);
			if (!records) {
				throw new Problem(
					"input",
					`The run has no numbers of the ${role} for ${result.path}.`,
					"Choose another model.",
				);
			}
			const values = heatValues(records, metric, document.windows);
			return { starts: records.starts, ends: records.ends, values, classes: heatClasses(values, metric) };
		});
	}
}

function measure(auditor: Auditor, file: string, run: string, path: string): MeasuredDocument | undefined {
	const audit = auditor.result(run);
	const result = audit?.documents.find((document) => document.path === path);
	if (!audit || !result) return undefined;
	const target = auditor.tokens(run, path, "target");
	if (!target) {
		throw new Problem("input", `The audit of ${path} kept no token numbers.`, "Run it again with the suite standard.");
	}
	const { text, records, windows } = target;
	const { starts, ends } = records;
	const layouts = new Recent<Int32Array>(2);
	const roles = new Map<Role, TokenRecords | undefined>([["target", records]]);
	return {
		file,
		audit,
		result,
		text,
		windows,
		tokens: starts.length,
		rows: (columns) => ({ starts, tokenStarts: layouts.get(columns, () => layoutRows(text, starts, ends, columns)) }),
		records(role) {
			if (!roles.has(role)) roles.set(role, auditor.tokens(run, path, role)?.records);
			return roles.get(role);
		},
	};
}

/** The newest few values by key. */
class Recent<Value> {
	readonly #most: number;
	readonly #values = new Map<unknown, Value>();

	constructor(most: number) {
		this.#most = most;
	}

	/** What is not worth keeping (undefined) is made again next time. */
	get<Made extends Value | undefined>(key: unknown, make: () => Made): Made | Value {
		const kept = this.#values.get(key);
		if (kept !== undefined) {
			this.#values.delete(key);
			this.#values.set(key, kept);
			return kept;
		}
		const made = make();
		if (made === undefined) return made;
		this.#values.set(key, made);
		const [oldest] = this.#values.keys();
		if (this.#values.size > this.#most) this.#values.delete(oldest);
		return made;
	}
}
