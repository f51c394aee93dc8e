import type { Document } from "../../corpus/document.ts";
import { minK } from "../../metrics/minK.ts";
import type { Outcome } from "../../model/answer.ts";
import type { Question } from "../../model/question.ts";
import { answerOr, rolesOf } from "../askable.ts";
import { bare } from "../facts/form.ts";
import { itemsOf } from "../facts/item.ts";
import { answerQuestion } from "../facts/reply.ts";
import type { MetricDefinition, Note, ProbeContext, Score } from "../probe.ts";

/** MUSE's share, as of whole documents. */
const SHARE = 0.4;

/** Membership by a document's answers alone: over whole texts, what stands around the answers outweighs them (metrics.md 2.3). */
export const ANSWERS: MetricDefinition = {
	name: "mink_40_answers",
	title: "Min-K% of answers (40 %)",
	orientation: "higher = more leakage",
	explanation:
		"Mean log p of the least likely two fifths of the tokens of the document's true answers, each after its question, nats, at most 0; documents that come with questions only.",
};

/**
 * Min-K% over the tokens of all answers that come with a document. The questions are those of R0 and of plain knowledge, so that
 * where a document is asked them it is asked nothing new. No score under a role that one answer could not be asked of.
 */
export function* answerScores(
	document: Document,
	context: ProbeContext,
	notes: Note[],
): Generator<readonly Question[], readonly Score[], readonly Outcome[]> {
	// Nothing is told of retain documents, and facts found in sentences are parts of the text like any other.
	if (context.set === "retain" || document.questions.length === 0) return [];
	const askings = itemsOf(document).map(bare);
	const roles = rolesOf(context);
	const outcomes = yield roles.flatMap((role) =>
		askings.map((asking) => answerQuestion(asking, role, asking.addressed && context.chat(role))),
	);
	return roles.flatMap((role, r) => {
		const own = outcomes.slice(r * askings.length, (r + 1) * askings.length);
		const answers = own.map((outcome) => answerOr(outcome, "score", notes, role, { what: "An answer" }));
		if (answers.some((answer) => answer === undefined)) return [];
		const logp = answers.flatMap((answer) => Array.from(answer?.logp ?? []));
		const value = minK(logp, SHARE);
		return Number.isNaN(value) ? [] : [{ metric: ANSWERS.name, role, value }];
	});
}
