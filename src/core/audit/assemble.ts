import type { Probe } from "../probes/probe.ts";
import type { AuditEvent } from "./event.ts";
import { type FurtherReference, nullGate, privacySpread } from "./furtherReferences.ts";
import { neverBuilt } from "./neverBuilt.ts";
import type { Policy } from "./policy.ts";
import { type Quantised, quantisedMetrics, quantisedNotes, quantisedSummaries } from "./quantised.ts";
import type { Relearned } from "./relearning/relearned.ts";
import { relearnedMetrics, relearnedSummary } from "./relearning/relearnedSummary.ts";
import type { AuditResult, DocumentResult, Provenance } from "./result.ts";
import { sameModelNotes, selfReference } from "./sameModel.ts";
import type { Severity } from "./severity.ts";
import { unaskedDocuments, unaskedSentence } from "./unasked.ts";
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
	/** Inputs of any set that were left out. */
	readonly unread: AuditResult["unread"];
	readonly palimpsest: string;
	readonly llamaCpp: string;
	readonly settings: Provenance["settings"];
	/** The command that reproduces the run. */
	readonly command: string;
	/** The target with smaller weights, and why it could not be asked so. */
	readonly quantised?: readonly Quantised[];
	readonly notQuantised?: readonly string[];
	/** Further references in the target's place, and why one could not be asked so. */
	readonly furtherReferences?: readonly FurtherReference[];
	readonly notCompared?: readonly string[];
	/** What copies of the models say after a little training, or why they could not be asked. */
	readonly relearned?: Relearned | string;
}

/** The last event of an audit and the facts around it -> the result that is stored and reported. */
export function assembleResult(concluded: Concluded, facts: RunFacts): AuditResult {
	const { documents, conclusions } = concluded;
	const unasked = unaskedDocuments(documents.forget, facts.probes);
	const blind = selfReference(facts.models);
	const { quantised = [], notQuantised = [], furtherReferences = [], notCompared = [] } = facts;
	const gate = nullGate(furtherReferences, facts.seed);
	const spread = privacySpread(furtherReferences);
	return {
		run: facts.run,
		startedAt: facts.startedAt,
		finishedAt: facts.finishedAt,
		suite: facts.suite,
		models: facts.models,
		documents: documents.forget,
		...(facts.sets.retain ? { retain: { documents: documents.retain } } : {}),
		...(facts.sets.holdout ? { holdout: { documents: documents.holdout } } : {}),
		unread: facts.unread,
		summary: { documents: documents.forget.length, leaked: leakedCounts(documents.forget) },
		...(quantised.length > 0 ? { quantised: quantisedSummaries(quantised, documents.forget) } : {}),
		...(furtherReferences.length > 0 ? { furtherReferences: furtherReferences.map(({ model }) => model) } : {}),
		...relearnedSummary(facts.relearned),
		metrics: Object.assign(
			{},
			...Object.values(conclusions).map((c) => c.metrics),
			quantisedMetrics(quantised),
			relearnedMetrics(facts.relearned),
		),
		verdict: verdictOf({
			documents,
			conclusions,
			models: facts.models,
			policy: facts.policy,
			seed: facts.seed,
			unasked,
			quantised: quantised.map(({ name, model, concluded }) => {
				return { name, quantisation: model.description.quantisation, documents: concluded.documents.forget };
			}),
			...(gate ? { nullGate: gate } : {}),
			...(spread ? { spread } : {}),
			...(facts.relearned === undefined ? {} : { relearned: facts.relearned }),
			...(blind === undefined ? {} : { blind }),
		}),
		notes: [
			...Object.entries(conclusions).flatMap(([probe, c]) => c.notes.map((note) => ({ ...note, probe }))),
			...unasked.map((group) => ({
				kind: "not-run" as const,
				message: unaskedSentence(group, documents.forget.length),
				probe: "audit",
			})),
			...sameModelNotes(facts.models),
			...(gate
				? [{ kind: gate.passed ? ("gate" as const) : ("failed" as const), message: gate.sentence, probe: "references" }]
				: []),
			...notCompared.map((message) => ({ kind: "not-run" as const, message, probe: "references" })),
			...neverBuilt(documents.forget),
			...quantisedNotes(quantised, documents.forget),
			...notQuantised.map((message) => ({ kind: "not-run" as const, message, probe: "quantisation" })),
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
