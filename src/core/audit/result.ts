import type { SetName, Span } from "../corpus/document.ts";
import type { ModelDescription } from "../model/languageModel.ts";
import type { Role } from "../model/question.ts";
import type { Evidence, MetricSummary, Note, Score } from "../probes/probe.ts";
import type { AskedCopy } from "./relearning/relearnedCopy.ts";
import type { AdapterSpec } from "./request.ts";
import type { Severity } from "./severity.ts";

/** One probe's contribution to a leak. */
export interface LeakEvidence extends Evidence {
	readonly probe: string;
	readonly metric: string;
	readonly value: number;
	readonly control?: number;
	/** Of the value among its controls; 0 to 1, left out where there were none. */
	readonly p?: number;
	readonly severity: Severity;
	readonly span: Span;
}

/** A merged, ranked span of a document. The named probe, metric and value are those of its gravest finding. */
export interface Leak extends Span {
	readonly severity: Severity;
	readonly probe: string;
	readonly metric: string;
	readonly value: number;
	/** The reference's value, where there is one. */
	readonly control?: number;
	/** Of the value among its controls, where there were any. */
	readonly p?: number;
	/** One sentence that says what was seen. */
	readonly message: string;
	readonly text: string;
	/** Gravest first; at most one per probe. */
	readonly evidence: readonly LeakEvidence[];
}

export interface DocumentResult {
	readonly path: string;
	readonly sha256: string;
	/** Gravest leak, or "none". */
	readonly severity: Severity | "none";
	/** Ranked, gravest first; spans do not overlap. */
	readonly leaks: readonly Leak[];
	/** Scores by probe id. */
	readonly scores: Readonly<Record<string, readonly Score[]>>;
	readonly notes: readonly (Note & { readonly probe: string })[];
}

export type VerdictLabel = "INEFFECTIVE" | "SUPPRESSION" | "OVER-UNLEARNED" | "REMOVAL-CONSISTENT" | "INCONCLUSIVE";

export interface Verdict {
	/** The claim judged, e.g. "suppression, black-box prompts". */
	readonly claim: string;
	readonly label: VerdictLabel;
	readonly supported: boolean;
	readonly flags: readonly "DESTROYED"[];
	readonly reasons: readonly string[];
	/** Tests the claim would need that were not run, and what the user would have to give for them. */
	readonly missing: readonly string[];
	/** Tests the claim would need that this version cannot run whatever it is given. */
	readonly notBuilt: readonly string[];
}

/** What produced the numbers: per model, per engine, per probe. */
export interface Provenance {
	readonly palimpsest: string;
	readonly llamaCpp: string;
	readonly seed: number;
	readonly profile: "strict";
	readonly suite: string;
	readonly policy: string;
	readonly probes: Readonly<Record<string, number>>;
	readonly settings: Readonly<Record<string, string | number | boolean>>;
	/** The command that reproduces the run. */
	readonly command: string;
}

export interface ModelProvenance {
	readonly file: string;
	readonly sha256: string;
	/** What was laid over the weights, in this order; left out when nothing was. */
	readonly adapters?: readonly (AdapterSpec & { readonly sha256: string })[];
	readonly description: ModelDescription;
}

export interface SetResult {
	readonly documents: readonly DocumentResult[];
}

/** An input that was named, or found in a folder, and left out: nothing of it was asked. */
export interface Unread {
	readonly set: SetName;
	/** As `DocumentResult.path`. */
	readonly path: string;
	/** What follows the path in a sentence, without a full stop: "is not UTF-8 text". */
	readonly reason: string;
}

/** What a result keeps of relearning beside its statistics. */
export interface RelearnedSummary {
	/** How the copies were trained. */
	readonly trainer: string;
	/** s*, in steps. */
	readonly budget: number;
	/** How much of the forget set comes back as a copy learns it; 0 steps is the model as it was given. */
	readonly curves: readonly {
		readonly of: Role;
		readonly points: readonly { readonly steps: number; readonly share: number }[];
	}[];
	readonly copies: readonly AskedCopy[];
}

/** The whole of a finished audit. `run`, `startedAt` and `finishedAt` are the only fields two equal runs differ in. */
export interface AuditResult {
	readonly run: string;
	readonly startedAt: string;
	readonly finishedAt: string;
	readonly suite: string;
	readonly models: Readonly<Partial<Record<Role, ModelProvenance>>> & { readonly target: ModelProvenance };
	/** The forget set. */
	readonly documents: readonly DocumentResult[];
	readonly retain?: SetResult;
	readonly holdout?: SetResult;
	/** Forget, retain, holdout, each in order of the paths. */
	readonly unread: readonly Unread[];
	readonly summary: {
		readonly documents: number;
		/** Documents whose gravest leak is of that severity. */
		readonly leaked: Readonly<Record<Severity, number>>;
	};
	/** The target with smaller weights, where it was asked so. */
	readonly quantised?: readonly {
		readonly name: string;
		readonly model: ModelProvenance;
		readonly leaked: Readonly<Record<Severity, number>>;
		/** Leaks by error or warning that the target as it was given does not show there, in order of the documents. */
		readonly passages: readonly { readonly path: string; readonly leak: Leak }[];
	}[];
	/** Further models that never saw the forget set, compared with the reference. */
	readonly furtherReferences?: readonly ModelProvenance[];
	/** Copies of the models that were trained further, where they were asked. */
	readonly relearned?: RelearnedSummary;
	readonly metrics: Readonly<Record<string, MetricSummary>>;
	readonly verdict: Verdict;
	readonly notes: readonly (Note & { readonly probe: string })[];
	readonly provenance: Provenance;
}
