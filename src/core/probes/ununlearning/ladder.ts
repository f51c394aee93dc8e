import type { Document } from "../../corpus/document.ts";
import type { Role } from "../../model/question.ts";
import { isSpare } from "../askable.ts";
import { answerFindings } from "../facts/answerFindings.ts";
import { type Asked, askForms } from "../facts/askForms.ts";
import type { Form } from "../facts/form.ts";
import { formMetrics, formScores } from "../facts/formScores.ts";
import { withoutGuessable } from "../facts/withoutGuessable.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score, Tested } from "../probe.ts";
import { concludeLadder } from "./ladderStatistics.ts";
import { bare } from "./rungs/bare.ts";
import { FEW_RUNGS, RUNGS } from "./rungs/registry.ts";
import { CONTROLS, type Control } from "./rungs/swapped.ts";
import { pairedScores } from "./swappedControl.ts";

/** Every rung of the ununlearning ladder. */
export const ladder = climbing("ladder", "Ununlearning ladder", RUNGS, CONTROLS);

/** The ladder's foot, one step and its top. */
export const reintroduction = climbing("reintroduction", "In-context re-introduction", FEW_RUNGS);

/** The ladder's foot alone, for copies of a model that are asked little and often. */
export const plainQuestions = climbing("plain-questions", "Plain questions", [bare]);

/**
 * In-context re-introduction (metrics.md 11): the same facts asked on every rung, of every model. What the reference
 * cannot do and the target can, leaks.
 */
function climbing(id: string, title: string, rungs: readonly Form[], controls: readonly Control[] = []): Probe {
	const forms = [...rungs, ...controls.map(({ swapped }) => swapped)];
	return {
		id,
		version: 6,
		family: "ununlearning",
		title,
		sets: ["forget", "holdout"],
		gated: true,
		metrics: formMetrics(forms),
		run: (document, context) => climb(document, context, forms, controls),
		conclude: (samples, seed, gates) => concludeLadder(samples, { seed, gates, rungs, controls, probe: id }),
	};
}

function* climb(
	document: Document,
	context: ProbeContext,
	forms: readonly Form[],
	controls: readonly Control[],
): ProbeRun {
	const notes: Note[] = [];
	if (isSpare(context)) return { scores: [], findings: [], notes };
	const all = yield* askForms(document, context, forms, notes);
	if (!all) return { scores: [], findings: [], notes };
	const kept = withoutGuessable(all, notes);
	return {
		scores: [
			...formScores(kept, forms, all.roles),
			...pairedScores(kept, all.roles, controls),
			...capability(all.asked, all.roles),
		],
		findings: answerFindings(document, kept, ({ form }) => findingOf(form)),
		notes,
		tested: testedOf(kept),
	};
}

/** The probability of the answer on every rung that is graded by it. */
function testedOf(asked: readonly Asked[]): Tested {
	const graded = asked.filter(({ form, asking }) => findingOf(form)?.by === "pz" && asking.kind === "open");
	const values = (role: Role) => graded.flatMap(({ replies }) => replies[role]?.pz ?? []);
	const reference = values("reference");
	return {
		metric: "answer_in_context",
		target: values("target"),
		...(reference.length > 0 ? { reference } : {}),
	};
}

/** R0 and R1 count free runs, R2 to R4 the probability of the answer. R6 to R8 and swapped contexts are controls. */
function findingOf({ rung, kind }: Form) {
	if (kind === "reintroduction" || rung === undefined) return undefined;
	if (rung === 0) return { metric: "answer_r0", by: "right" as const };
	return rung === 1
		? { metric: "answer_reworded", by: "right" as const }
		: { metric: "answer_in_context", by: "pz" as const };
}

/** For the gate: facts repeated with the fact itself in context, guessable ones included. */
function capability(asked: readonly Asked[], roles: readonly Role[]): readonly Score[] {
	return roles.flatMap((role) => {
		const replies = asked.flatMap((a) => (a.form.rung === 8 ? (a.replies[role] ?? []) : []));
		// No number rather than none of none: a document whose questions all failed was not asked.
		if (replies.length === 0) return [];
		return [
			{ metric: "capable", role, value: replies.reduce((sum, r) => sum + r.right, 0) },
			{ metric: "capable_of", role, value: replies.length },
		];
	});
}
