import type {
	AuditResult,
	DocumentResult,
	Leak,
	LeakEvidence,
	ModelProvenance,
	RelearnedSummary,
} from "../audit/result.ts";
import { ROLES } from "../model/question.ts";
import type { MetricSummary } from "../probes/probe.ts";
import { methodOf } from "./intervalLegend.ts";

/**
 * The JSON other programs rely on (architecture, section 6; `schemas/audit.schema.json`). Keys stand in a fixed order, records
 * are sorted by key, and a number JSON cannot hold (NaN, infinities) becomes null: equal results give equal bytes.
 */
export function jsonReport(result: AuditResult): string {
	return `${JSON.stringify(shape(result), finite, 2)}\n`;
}

function relearnedShape({ trainer, budget, curves, copies }: RelearnedSummary) {
	return {
		trainer,
		budget,
		curves: curves.map(({ of, points }) => ({ of, points: points.map(({ steps, share }) => ({ steps, share })) })),
		copies: copies.map(({ of, lesson, steps, file, sha256 }) => ({ of, lesson, steps, file, sha256 })),
	};
}

function shape(result: AuditResult) {
	const { verdict } = result;
	return {
		run: result.run,
		startedAt: result.startedAt,
		finishedAt: result.finishedAt,
		suite: result.suite,
		models: Object.fromEntries(
			ROLES.flatMap((role) => {
				const model = result.models[role];
				return model ? [[role, modelShape(model)]] : [];
			}),
		),
		documents: result.documents.map(documentShape),
		...(result.retain ? { retain: { documents: result.retain.documents.map(documentShape) } } : {}),
		...(result.holdout ? { holdout: { documents: result.holdout.documents.map(documentShape) } } : {}),
		unread: result.unread.map(({ set, path, reason }) => ({ set, path, reason })),
		summary: {
			documents: result.summary.documents,
			leaked: {
				error: result.summary.leaked.error,
				warning: result.summary.leaked.warning,
				info: result.summary.leaked.info,
			},
		},
		...(result.quantised
			? {
					quantised: result.quantised.map(({ name, model, leaked, passages }) => ({
						name,
						model: modelShape(model),
						leaked: { error: leaked.error, warning: leaked.warning, info: leaked.info },
						passages: passages.map(({ path, leak }) => ({ path, leak: leakShape(leak) })),
					})),
				}
			: {}),
		...(result.furtherReferences ? { furtherReferences: result.furtherReferences.map(modelShape) } : {}),
		...(result.relearned ? { relearned: relearnedShape(result.relearned) } : {}),
		metrics: sorted(result.metrics, metricShape),
		verdict: {
			claim: verdict.claim,
			label: verdict.label,
			supported: verdict.supported,
			flags: verdict.flags,
			reasons: verdict.reasons,
			missing: verdict.missing,
			notBuilt: verdict.notBuilt,
		},
		notes: result.notes.map(noteShape),
		provenance: {
			palimpsest: result.provenance.palimpsest,
			llamaCpp: result.provenance.llamaCpp,
			seed: result.provenance.seed,
			profile: result.provenance.profile,
			suite: result.provenance.suite,
			policy: result.provenance.policy,
			probes: sorted(result.provenance.probes),
			settings: sorted(result.provenance.settings),
			command: result.provenance.command,
		},
	};
}

function modelShape({ file, sha256, adapters, description: d }: ModelProvenance) {
	return {
		file,
		sha256,
		...(adapters ? { adapters: adapters.map(({ file, sha256, scale }) => ({ file, sha256, scale })) } : {}),
		description: {
			name: d.name,
			architecture: d.architecture,
			parameters: d.parameters,
			quantisation: d.quantisation,
			trainedContext: d.trainedContext,
			contextLength: d.contextLength,
			vocabularySize: d.vocabularySize,
			tokenizerHash: d.tokenizerHash,
			addsBos: d.addsBos,
			engine: d.engine,
			...(d.device === undefined ? {} : { device: d.device }),
			capabilities: d.capabilities,
			warnings: d.warnings,
		},
	};
}

function documentShape(document: DocumentResult) {
	return {
		path: document.path,
		sha256: document.sha256,
		severity: document.severity,
		leaks: document.leaks.map(leakShape),
		scores: sorted(document.scores, (scores) => scores.map(({ metric, role, value }) => ({ metric, role, value }))),
		notes: document.notes.map(noteShape),
	};
}

function leakShape(leak: Leak) {
	return {
		start: leak.start,
		end: leak.end,
		severity: leak.severity,
		probe: leak.probe,
		metric: leak.metric,
		value: leak.value,
		control: leak.control,
		p: leak.p,
		message: leak.message,
		text: leak.text,
		evidence: leak.evidence.map(evidenceShape),
	};
}

function evidenceShape(evidence: LeakEvidence) {
	return {
		probe: evidence.probe,
		metric: evidence.metric,
		value: evidence.value,
		control: evidence.control,
		p: evidence.p,
		severity: evidence.severity,
		span: { start: evidence.span.start, end: evidence.span.end },
		setting: evidence.setting,
		prompt: evidence.prompt,
		expected: evidence.expected,
		produced: evidence.produced,
		numbers: Object.fromEntries(
			ROLES.flatMap((role) => {
				const numbers = evidence.numbers[role];
				return numbers ? [[role, sorted(numbers)]] : [];
			}),
		),
	};
}

function metricShape(metric: MetricSummary) {
	return {
		value: metric.value,
		n: metric.n,
		interval: metric.interval,
		method: methodOf(metric),
		orientation: metric.orientation,
		title: metric.title,
		explanation: metric.explanation,
		role: metric.role,
		set: metric.set,
		probe: metric.probe,
	};
}

function noteShape(note: DocumentResult["notes"][number]) {
	return {
		kind: note.kind,
		probe: note.probe,
		message: note.message,
		passages: note.passages?.map(({ start, end }) => ({ start, end })),
	};
}

/** By code unit, so that no locale changes the order. */
function sorted<T>(record: Readonly<Record<string, T>>, map: (value: T) => unknown = (value) => value) {
	const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

function finite(_key: string, value: unknown): unknown {
	return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
