import { Problem } from "../core/audit/problem.ts";
import type { AnswerTo, Failure, Outcome } from "../core/model/answer.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import type { Question } from "../core/model/question.ts";
import { throwIfCancelled } from "./cancelled.ts";

/** Outcomes of a set of questions in the order they were asked. Throws Problem("cancelled" or "engine"). */
export async function askModel(
	model: LanguageModel,
	questions: readonly Question[],
	signal: AbortSignal,
): Promise<readonly Outcome[]> {
	const outcomes: Outcome[] = [];
	for await (const { index, outcome } of model.answer(questions, signal)) outcomes[index] = outcome;
	throwIfCancelled(signal);
	for (const index of questions.keys()) {
		if (outcomes[index] === undefined) {
			throw new Problem("engine", "The engine stopped before it had answered.", "Run the same command again.");
		}
	}
	return outcomes;
}

/** The answer a question is owed, or a thrown Problem: a context that is too small is the user's to mend. */
export function answerOf<Q extends Question>(question: Q, outcome: Outcome | undefined): AnswerTo<Q> {
	if (outcome?.kind === question.kind) return outcome as AnswerTo<Q>;
	const failure: Failure | undefined = outcome?.kind === "failure" ? outcome : undefined;
	throw new Problem(
		failure?.code === "context-overflow" ? "input" : "engine",
		failure?.message ?? "The engine gave an answer of another kind.",
		"",
	);
}
