import type { AuditRequest } from "../core/audit/request.ts";
import type { Document, SetName } from "../core/corpus/document.ts";
import type { Role } from "../core/model/question.ts";

export type RunState = "running" | "interrupted" | "finished" | "failed" | "cancelled";

/** One audit, from its first question to its result. Times are ISO 8601, UTC. */
export interface RunRecord {
	readonly run: string;
	/** Equal requests have equal digests. */
	readonly digest: string;
	readonly request: AuditRequest;
	readonly command: string;
	readonly state: RunState;
	readonly startedAt: string;
	readonly finishedAt: string | null;
	/** Name of the target model. */
	readonly target: string;
	/** Documents of the forget set. */
	readonly documents: number;
	/** One line on how it stands or ended. */
	readonly headline: string;
}

/** A document as it was read for a run, and the file it came from. */
export interface RunDocument {
	readonly set: SetName;
	/** Absolute path. */
	readonly file: string;
	readonly document: Document;
}

/** What a run was made on, recorded so that its heatmap can be drawn when files have changed since. */
export interface RunMaterial {
	readonly documents: readonly RunDocument[];
	/** Model identity by role. */
	readonly identities: Readonly<Partial<Record<Role, string>>>;
}
