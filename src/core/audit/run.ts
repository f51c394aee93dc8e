import type { Document, SetName, Span } from "../corpus/document.ts";
import { nearDuplicateNotes } from "../corpus/nearDuplicates.ts";
import type { MergeOptions } from "../leaks/merge.ts";
import type { Answered } from "../model/languageModel.ts";
import type { Question, Role } from "../model/question.ts";
import type { ExtractionSettings } from "../probes/extractionSettings.ts";
import type { Conclusion, Probe, ProbeContext, ProbeSample } from "../probes/probe.ts";
import type { Calibration } from "../stats/falseDiscovery.ts";
import { Board } from "./board.ts";
import { calibrateProbe, calibrationNote } from "./calibration.ts";
import { documentResult } from "./documentResult.ts";
import type { AuditEvent } from "./event.ts";
import type { Policy } from "./policy.ts";
import { Problem } from "./problem.ts";
import type { AuditRequest } from "./request.ts";
import type { DocumentResult } from "./result.ts";
import type { Severity } from "./severity.ts";
import { summarise } from "./summarise.ts";

/** Everything an audit needs beside the models themselves. */
export interface AuditPlan {
	readonly documents: Readonly<Record<SetName, readonly Document[]>>;
	/** What the open models say of themselves; a role that is absent is not asked. */
	readonly models: ProbeContext["models"];
	readonly probes: readonly Probe[];
	readonly policy: Policy;
	readonly seed: number;
	/** As in the request; left out = "auto". */
	readonly chat?: AuditRequest["chat"];
	/** The most that findings of a probe count for, whatever its own gate says. */
	readonly ceilings?: Readonly<Record<string, Severity>>;
	/** Windows and sampling that somebody chose. */
	readonly extraction?: ExtractionSettings;
	/** Restricts leaks of the single forget document (Audit Selection). */
	readonly selection?: Span;
	/** Most questions handed over at once; more means more sharing, fewer means earlier documents. */
	readonly waveSize?: number;
}

/**
 * Answers a set of questions of any roles, in any order, each index exactly once. Throws `Problem` to end the audit;
 * a single question that cannot be answered is a `failure` outcome.
 */
export type Ask = (questions: readonly Question[]) => AsyncIterable<Answered>;

const SETS: readonly SetName[] = ["forget", "retain", "holdout"];
const WAVE_SIZE = 512;

/**
 * Drives every (probe, document) coroutine to its end. Questions are deduplicated by role and address and handed over
 * in waves, those of earlier documents first; a coroutine goes on as soon as its own stage is answered, and a document
 * is reported as soon as its probes have all returned. The results do not depend on the order of the answers.
 */
export async function* runAudit(plan: AuditPlan, ask: Ask): AsyncGenerator<AuditEvent, void, void> {
	const board = new Board();
	for (const set of SETS) {
		for (const document of plan.documents[set]) board.open(document, set, startProbes(plan, document, set));
	}
	const held = heldBack(plan);
	for (;;) {
		for (const slot of board.takeFinished()) {
			const result = documentResult(slot, plan.policy, { ...held, ...selected(plan, slot.set) });
			yield { type: "document", set: slot.set, document: result };
		}
		const wave = board.takeWave(plan.waveSize ?? WAVE_SIZE);
		if (wave.length === 0) break;
		let outstanding = wave.length;
		for await (const { index, outcome } of ask(wave)) {
			const question = wave[index];
			if (!question || !board.deliver(question, outcome)) continue;
			outstanding--;
			yield { type: "progress", answered: board.answered, known: board.known, expected: board.expected };
		}
		if (outstanding > 0) {
			throw new Problem(
				"cancelled",
				`The audit stopped with ${outstanding} questions unanswered.`,
				"Run the same command again: what was answered is kept.",
			);
		}
	}
	yield conclude(plan, board);
}

function startProbes(plan: AuditPlan, document: Document, set: SetName) {
	const { models, seed, documents } = plan;
	// Asked for by name, a template that a model lacks is a failure to be told, and not plain text in its stead.
	const chat = (role: Role): boolean =>
		plan.chat === "on" || (plan.chat !== "off" && models[role]?.chatTemplate === true);
	const { extraction } = plan;
	const context: ProbeContext = { set, models, documents, seed, chat, ...(extraction ? { extraction } : {}) };
	return plan.probes
		.filter((probe) => probe.sets.includes(set))
		.map((probe) => ({ probe, run: probe.run(document, context) }));
}

/** Findings that wait for a gate count as information until it is known. */
function heldBack({ probes }: AuditPlan): MergeOptions {
	return { ceilings: Object.fromEntries(probes.filter((p) => p.gated).map((p) => [p.id, "info" as const])) };
}

function selected({ selection }: AuditPlan, set: SetName): MergeOptions {
	return set === "forget" && selection ? { selection } : {};
}

function conclude(plan: AuditPlan, board: Board): AuditEvent {
	const conclusions: Record<string, Conclusion> = {
		corpus: { metrics: {}, notes: nearDuplicateNotes(plan.documents) },
	};
	const significance = new Map<string, Calibration>();
	for (const probe of plan.probes) {
		const samples: ProbeSample[] = board.slots.flatMap((slot) => {
			const result = slot.results.get(probe.id);
			return result ? [{ set: slot.set, document: slot.document, result }] : [];
		});
		const own = probe.conclude?.(samples, plan.seed, plan.policy.verdict);
		const calibrated = calibrateProbe(samples, plan.policy.verdict.falseDiscovery);
		if (calibrated) significance.set(calibrated.metric, calibrated.calibration);
		conclusions[probe.id] = {
			metrics: { ...summarise(probe, samples, plan.seed), ...own?.metrics },
			notes: [...(own?.notes ?? []), ...(calibrated ? [calibrationNote(calibrated, probe.title)] : [])],
			...(own?.ceiling ? { ceiling: own.ceiling } : {}),
		};
	}
	const own = Object.fromEntries(
		Object.entries(conclusions).flatMap(([id, c]) => (c.ceiling ? [[id, c.ceiling] as const] : [])),
	);
	const ceilings = { ...plan.ceilings, ...own };
	const final = (set: SetName): readonly DocumentResult[] =>
		board.slots
			.filter((slot) => slot.set === set)
			.map((slot) => documentResult(slot, plan.policy, { ceilings, significance, ...selected(plan, set) }));
	return {
		type: "concluded",
		documents: { forget: final("forget"), retain: final("retain"), holdout: final("holdout") },
		conclusions,
	};
}
