import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult, DocumentResult } from "../core/audit/result.ts";
import type { SetName } from "../core/corpus/document.ts";
import type { WindowShape } from "../core/corpus/windows.ts";
import type { TokenRecords } from "../core/model/answer.ts";
import type { Role } from "../core/model/question.ts";

/** What a running audit says to the face that started it, at most 20 progress events a second. */
export type AuditorEvent =
	| { readonly type: "run"; readonly run: string; readonly resumed: boolean }
	/** Files left out and settings adapted: one sentence each. */
	| { readonly type: "notice"; readonly message: string }
	| {
			readonly type: "model";
			/** "other": asked in the target's place, as a quantised or relearned copy is. */
			readonly role: Role | "other";
			readonly name: string;
			readonly state: "loading" | "ready";
			readonly backend: string;
	  }
	| {
			readonly type: "progress";
			readonly answered: number;
			readonly known: number;
			/** How many there will have been in the end, as far as can be told; never less than `known`. */
			readonly expected: number;
			readonly reused: number;
			readonly tokensPerSecond: number;
			/** null until there is something to estimate from. */
			readonly secondsLeft: number | null;
	  }
	| {
			readonly type: "document";
			readonly set: SetName;
			readonly document: DocumentResult;
			/** Absolute path. */
			readonly file: string;
			/** 1-based line of a .jsonl record: spans are then offsets into the record's text, not into the file. */
			readonly line?: number;
	  };

export interface RunSummary {
	readonly run: string;
	readonly startedAt: string;
	readonly finishedAt: string | null;
	readonly state: "running" | "interrupted" | "finished" | "failed" | "cancelled";
	readonly target: string;
	readonly documents: number;
	readonly headline: string;
}

/** One store and the audits over it. Both faces, server and CLI, hold one. Throws `Problem` for expected failures. */
export interface Auditor {
	/** Runs the audit, or finishes an interrupted run of an equal request; answered questions are not asked again. */
	audit(
		request: AuditRequest,
		options?: {
			readonly signal?: AbortSignal;
			readonly onEvent?: (event: AuditorEvent) => void;
			/** Text that replaces a file's, by absolute path: unsaved editors. */
			readonly overlays?: Readonly<Record<string, string>>;
			/** Recorded as the command that reproduces the run. */
			readonly command?: string;
		},
	): Promise<AuditResult>;
	runs(): readonly RunSummary[];
	/** The request of a run, for `resume`. */
	request(run: string): AuditRequest | undefined;
	/** "latest" is the newest finished run. */
	result(run: string): AuditResult | undefined;
	/** Stored token records of a whole document under one model of a run, the text they were taken on, and the run's windows. */
	tokens(
		run: string,
		path: string,
		role: Role,
	): { readonly text: string; readonly records: TokenRecords; readonly windows: WindowShape } | undefined;
	/** Absolute file of a document of a run. */
	file(run: string, path: string): string | undefined;
	/** The newest run whose forget set holds this absolute file, and the document's path in it. */
	covering(file: string): { readonly run: string; readonly path: string } | undefined;
	close(): Promise<void>;
}
