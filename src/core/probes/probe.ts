import type { Severity } from "../audit/severity.ts";
import type { Document, SetName, Span } from "../corpus/document.ts";
import type { Outcome } from "../model/answer.ts";
import type { ModelDescription } from "../model/languageModel.ts";
import type { Question, Role } from "../model/question.ts";
import type { ExtractionSettings } from "./extractionSettings.ts";

export type Family = "verbatim" | "knowledge" | "jailbreak" | "ununlearning" | "sampling" | "membership" | "utility";

/** Which way a metric points. Never shown without it. */
export type Orientation = "higher = more leakage" | "lower = more leakage" | "higher = better" | "lower = better";

export interface MetricDefinition {
	readonly name: string;
	readonly title: string;
	readonly orientation: Orientation;
	/** One sentence for hovers and reports: what the number is, its unit and range, its source. */
	readonly explanation: string;
}

/** A number a probe gives a document, for one model. */
export interface Score {
	readonly metric: string;
	readonly role: Role;
	readonly value: number;
}

/** What stands behind a finding: enough to reproduce and to judge it. */
export interface Evidence {
	/** What the model was given, exactly. */
	readonly prompt: string;
	/** The document's own text that followed. */
	readonly expected: string;
	/** What the model wrote, where the probe generates. */
	readonly produced?: string;
	/** Numbers per role, e.g. { target: { pz: 0.98 }, reference: { pz: 1e-30 } }. */
	readonly numbers: Readonly<Partial<Record<Role, Readonly<Record<string, number>>>>>;
	/** How it was asked, in a few words: "50-token prefix, 50-token suffix, T 1, top-k 40". */
	readonly setting: string;
}

/** A span of the document that a probe has something to say about. The policy turns findings into leaks. */
export interface Finding {
	readonly span: Span;
	readonly metric: string;
	/** The target's value. */
	readonly value: number;
	/** The reference's value under the same question, where there is one. */
	readonly control?: number;
	readonly evidence: Evidence;
}

/** Said aloud in reports: an adapted setting, a rung not built, a probe not run and why. */
export interface Note {
	readonly kind: "adapted" | "not-run" | "failed" | "gate";
	readonly message: string;
	/** Why a document was not asked, where everything about it follows from one cause. */
	readonly cause?: "too short";
	/** The form that was not built for facts of a document, and why. */
	readonly form?: { readonly id: string; readonly name: string; readonly reason: string };
	/** Where in the document the questions stood that failed, in UTF-16 offsets. */
	readonly passages?: readonly Span[];
}

/**
 * Everything a document was tested for, findings or not: what graded claims are calibrated with. Higher = more leakage, on
 * the scale of the findings' values.
 */
export interface Tested {
	/** The findings' metric. */
	readonly metric: string;
	readonly target: readonly number[];
	/** The same measurements of the reference, where there is one. */
	readonly reference?: readonly number[];
}

export interface ProbeResult {
	readonly scores: readonly Score[];
	readonly findings: readonly Finding[];
	readonly notes: readonly Note[];
	readonly tested?: Tested;
}

export interface ProbeContext {
	readonly set: SetName;
	/** The models at hand; `target` is always there. */
	readonly models: Readonly<Partial<Record<Role, ModelDescription>>> & { readonly target: ModelDescription };
	/** Every document of the audit: forms of asking draw their contexts and decoys from them. */
	readonly documents: Readonly<Record<SetName, readonly Document[]>>;
	/** Whether a model is asked questions through its own chat template. Continuing a document stays plain text. */
	readonly chat: (role: Role) => boolean;
	readonly seed: number;
	/** Windows and sampling that somebody chose; left out = the published ones. */
	readonly extraction?: ExtractionSettings;
}

/** A pure coroutine: yields sets of questions, is handed their outcomes in the same order, returns scores. */
export type ProbeRun = Generator<readonly Question[], ProbeResult, readonly Outcome[]>;

/** The results of one probe on every document, for statistics over a set. */
export interface ProbeSample {
	readonly set: SetName;
	readonly document: Document;
	readonly result: ProbeResult;
}

/** A number over a set of documents, never shown without n, interval and orientation. */
export interface MetricSummary {
	readonly value: number;
	readonly n: number;
	/** 95 % interval, or [NaN, NaN] where none can be had. */
	readonly interval: readonly [number, number];
	/** How the interval was had and what was drawn anew, in a few words; "none" where there is none. Ours are those of `intervalBy`. */
	readonly method: string;
	readonly orientation: Orientation;
	readonly title: string;
	readonly explanation: string;
	readonly role?: Role;
	readonly set?: SetName;
	readonly probe: string;
}

export interface Conclusion {
	readonly metrics: Readonly<Record<string, MetricSummary>>;
	readonly notes: readonly Note[];
	/** Set when a gate failed: no finding of this probe may count for more. */
	readonly ceiling?: Severity;
}

/** One way of asking. To add one: a file here, a line in the registry, a test, a line in docs/probes. */
export interface Probe {
	/** e.g. "extraction". Part of every result. */
	readonly id: string;
	/** Raised whenever the same documents would give other numbers. */
	readonly version: number;
	readonly family: Family;
	readonly title: string;
	/** Sets it runs on; verbatim probes run on retain text too, to show their power. */
	readonly sets: readonly SetName[];
	readonly metrics: readonly MetricDefinition[];
	/** `false` when it gives numbers only: no passage is ever a finding of it, so its silence about one says nothing. */
	readonly marks?: false;
	/** A gate over the whole set decides what its findings count for; until `conclude` they are held at "info". */
	readonly gated?: boolean;
	run(document: Document, context: ProbeContext): ProbeRun;
	/** Statistics over documents beyond the mean of each score; see `audit/summarise`. `gates` come from the policy. */
	conclude?(samples: readonly ProbeSample[], seed: number, gates: { readonly capability: number }): Conclusion;
}
