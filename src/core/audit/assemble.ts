import type { SetName } from "../corpus/document.ts";
import type { Probe } from "../probes/probe.ts";
import type { AuditEvent } from "./event.ts";
import type { Policy } from "./policy.ts";
import type { AuditResult, DocumentResult, Provenance } from "./result.ts";
import type { Severity } from "./severity.ts";
import { verdictOf } from "./verdict.ts";

export type Concluded = Extract<AuditEvent, { readonly type: "concluded" }>;

/** What the outside world knows of a run and core cannot: clocks, files, versions. */
export interface RunFacts {
	readonly run: string;
	/** ISO 8601. */
	readonly startedAt: string;
	readonly finishedAt: string;
	readonly suite: string;
	readonly models: AuditResult["models"];
	/** The request's policy: "default" or the path of its file. */
	readonly policyName: string;
	readonly policy: Policy;
	readonly seed: number;
	readonly probes: readonly Probe[];
	/** Sets the request named, even when empty of documents: they decide what the verdict calls missing. */
	readonly sets: Readonly<Record<"retain" | "holdout", boolean>>;
	readonly palimpsest: string;
	readonly llamaCpp: string;
	readonly settings: Provenance["settings"];
	/** The command that reproduces the run. */
	readonly command: string;
}

/** The last event of an audit and the facts around it -> the result that is stored and reported. */
export function assembleResult(concluded: Concluded, facts: RunFacts): AuditResult {
	const { documents, conclusions } = concluded;
	return {
		run: facts.run,
		startedAt: facts.startedAt,
		finishedAt: facts.finishedAt,
		suite: facts.suite,
		models: facts.models,
		documents: documents.forget,
		...(facts.sets.retain ? { retain: { documents: documents.retain } } : {}),
		...(facts.sets.holdout ? { holdout: { documents: documents.holdout } } : {}),
		summary: { documents: documents.forget.length, leaked: leakedCounts(documents.forget) },
		metrics: Object.assign({}, ...Object.values(conclusions).map((c) => c.metrics)),
		verdict: verdictOf({ documents, conclusions, models: facts.models, policy: facts.policy, seed: facts.seed }),
		notes: [
			...Object.entries(conclusions).flatMap(([probe, c]) => c.notes.map((note) => ({ ...note, probe }))),
			...absenceNotes(documents, facts.models),
		],
		provenance: {
			palimpsest: facts.palimpsest,
			llamaCpp: facts.llamaCpp,
			seed: facts.seed,
			profile: "strict",
			suite: facts.suite,
			policy: facts.policyName,
			probes: Object.fromEntries(facts.probes.map((p) => [p.id, p.version])),
			settings: facts.settings,
			command: facts.command,
		},
	};
}

function leakedCounts(documents: readonly DocumentResult[]): Readonly<Record<Severity, number>> {
	const of = (severity: Severity): number => documents.filter((d) => d.severity === severity).length;
	return { error: of("error"), warning: of("warning"), info: of("info") };
}

/** Says aloud what could not be compared, so that an absent model is never read as a pass. */
function absenceNotes(
	documents: Readonly<Record<SetName, readonly DocumentResult[]>>,
	models: AuditResult["models"],
): AuditResult["notes"] {
	const lines = [
		models.reference
			? undefined
			: "No reference model: text the model would know without the forget set cannot be told from a leak.",
		models.original ? undefined : "No original model: what there was to forget is unknown, so no claim can be passed.",
		documents.retain.length > 0
			? undefined
			: "No retain documents: the probes' power and the model's utility were not measured.",
		documents.holdout.length > 0 ? undefined : "No holdout documents: membership statistics were not run.",
	];
	return lines.flatMap((message) => (message ? [{ kind: "not-run" as const, message, probe: "audit" }] : []));
}
