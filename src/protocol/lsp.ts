/**
 * Everything the extension host and the language server say to each other beyond the LSP itself. Each message: direction,
 * purpose, parameters, result. Token arrays travel as base64 of their little-endian bytes, never as JSON numbers.
 */
import type { AdapterSpec, AuditRequest, EngineChoices } from "../core/audit/request.ts";
import type { Leak } from "../core/audit/result.ts";
import type { HeatMetric } from "../core/leaks/heat.ts";
import type { Role } from "../core/model/question.ts";
import type { HeatmapDescription, TileRequest } from "./heatmap.ts";

export const METHODS = {
	plan: "palimpsest/plan",
	audit: "palimpsest/audit",
	cancel: "palimpsest/cancel",
	models: "palimpsest/models",
	describe: "palimpsest/heatmap/describe",
	tile: "palimpsest/heatmap/tile",
	overview: "palimpsest/heatmap/overview",
	leak: "palimpsest/leak",
	report: "palimpsest/report",
	status: "palimpsest/status",
	progress: "palimpsest/progress",
} as const;

/** host -> server, once, with the LSP's `initialize`. Other editors send what they have, or nothing. */
export interface ServerOptions {
	/** Folder of the store; absent: the user's data folder. */
	readonly store?: string;
	/** The client implements the commands of our manifest, links to them work, and it draws the heatmap. */
	readonly host?: boolean;
	/** Settings of `PlanParams` for audits that the editor starts through `workspace/executeCommand`. */
	readonly settings?: PlanSettings;
}

/** The user's settings as they stand; paths may be relative to the workspace folder. */
export interface PlanSettings {
	readonly models?: Readonly<Partial<Record<Role, string>>>;
	readonly retain?: readonly string[];
	readonly holdout?: readonly string[];
	readonly suite?: string;
	readonly policy?: string;
	readonly seed?: number;
	/** A backend, or how many layers go to the GPU. */
	readonly gpu?: string;
	readonly mode?: string;
	readonly chat?: "auto" | "on" | "off";
}

/** What was planned and nobody is asked about. */
export interface PlannedSettings {
	/** Of planned models, by role. */
	readonly adapters?: Readonly<Partial<Record<Role, readonly AdapterSpec[]>>>;
	readonly engine?: EngineChoices;
	readonly chat?: "auto" | "on" | "off";
	/** As in the request. */
	readonly quantise?: readonly string[];
	/** Absolute paths. */
	readonly probes?: readonly string[];
	/** Absolute paths. */
	readonly furtherReferences?: readonly string[];
	readonly extraction?: NonNullable<AuditRequest["extraction"]>;
	/** As in the request. */
	readonly relearned?: NonNullable<AuditRequest["relearned"]>;
}

/** host -> server, request: what an audit of these files would use: palimpsest.json over settings over defaults. */
export interface PlanParams {
	readonly uris: readonly string[];
	readonly settings: PlanSettings;
}

/** Everything of `AuditParams` that was not chosen by hand. Without a target the host asks the person for one. */
export interface PlanReply extends PlannedSettings {
	/** Absolute paths. */
	readonly models: Readonly<Partial<Record<Role, string>>>;
	/** file: URIs. */
	readonly retain: readonly string[];
	readonly holdout: readonly string[];
	readonly suite: string;
	readonly policy: string;
	readonly seed: number;
	/** Sentences that say which defaults were taken, e.g. the folder "retain" beside the probed one. */
	readonly notices: readonly string[];
}

/** host -> server, request: audit these documents. One audit at a time; a second is refused in one sentence. */
export interface AuditParams extends PlannedSettings {
	/** file: URIs of documents and folders. */
	readonly uris: readonly string[];
	readonly models: Readonly<Partial<Record<Role, string>>> & { readonly target: string };
	/** file: URIs. */
	readonly retain: readonly string[];
	readonly holdout: readonly string[];
	readonly suite: string;
	readonly policy: string;
	readonly seed: number;
	/** UTF-16 offsets into the single document of `uris`. */
	readonly selection?: { readonly start: number; readonly end: number };
	/** Text of dirty editors by URI: what is on the screen is what is audited. */
	readonly overlays: Readonly<Record<string, string>>;
}

/** A problem said to the user: see `core/audit/problem`. */
export interface Refused {
	readonly refused: { readonly code: string; readonly sentence: string };
}

export interface AuditReply {
	readonly run: string;
	readonly headline: string;
	readonly documents: readonly { readonly uri: string; readonly severity: string; readonly leaks: number }[];
	/** Sentences worth showing once: files skipped, settings adapted. */
	readonly notices: readonly string[];
}

/** host -> server, notification: stop the running audit. What was measured stays. */
export type CancelParams = Record<string, never>;

/** host -> server, request: GGUF files found in the workspace folders and the model folder, newest first. */
export interface ModelsParams {
	/** Absolute path of a folder to look in besides the workspace and the cache. */
	readonly folder?: string;
}
export interface ModelsReply {
	readonly models: readonly { readonly file: string; readonly name: string; readonly detail: string }[];
}

export interface DescribeParams {
	readonly uri: string;
	readonly columns: number;
}
/** Newest run that covers the document; null when there is none. */
export type DescribeReply = HeatmapDescription | null;

export interface TileParams extends TileRequest {
	readonly uri: string;
}
export interface TileReply {
	readonly text: string;
	readonly offset: number;
	readonly rowStarts: string;
	readonly starts: string;
	readonly ends: string;
	readonly classes: string;
	readonly values: string;
}

export interface OverviewParams {
	readonly uri: string;
	readonly role: Role;
	readonly metric: HeatMetric;
	readonly columns: number;
	readonly cells: number;
}
export interface OverviewReply {
	readonly classes: string;
}

/** host -> server, request: a leak with its evidence. */
export interface LeakParams {
	readonly uri: string;
	readonly index: number;
}
export type LeakReply = Leak;

/** host -> server, request: the newest (or the named) run's report, as a self-contained HTML page. */
export interface ReportParams {
	readonly run?: string;
	readonly format: "html" | "md" | "json";
}
export interface ReportReply {
	readonly run: string;
	readonly text: string;
}

/** server -> host, notification: what the status item shows. */
export interface StatusParams {
	readonly state: "idle" | "loading" | "auditing" | "failed";
	readonly model?: string;
	readonly backend?: string;
	readonly tokensPerSecond?: number;
	readonly detail: string;
}

/** server -> host, notification, at most 20 times a second while an audit runs. */
export interface ProgressParams {
	readonly answered: number;
	readonly known: number;
	readonly tokensPerSecond: number;
	readonly secondsLeft: number | null;
	readonly message: string;
}

/** Parameters of each request, by its name in `METHODS`; `lspSchema.ts` checks them. */
export interface RequestParams {
	readonly plan: PlanParams;
	readonly audit: AuditParams;
	readonly models: ModelsParams;
	readonly describe: DescribeParams;
	readonly tile: TileParams;
	readonly overview: OverviewParams;
	readonly leak: LeakParams;
	readonly report: ReportParams;
}
