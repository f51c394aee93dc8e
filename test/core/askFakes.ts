import type { Ask } from "../../src/core/audit/run.ts";
import type { Document } from "../../src/core/corpus/document.ts";
import { sha256Hex } from "../../src/core/model/address.ts";
import type { Outcome } from "../../src/core/model/answer.ts";
import type { LanguageModel, ModelDescription } from "../../src/core/model/languageModel.ts";
import type { Question, Role } from "../../src/core/model/question.ts";
import type { ProbeContext, ProbeResult, ProbeRun } from "../../src/core/probes/probe.ts";

export type Fakes = Readonly<Partial<Record<Role, LanguageModel>>> & { readonly target: LanguageModel };

/** A document with its hash, as the readers make them. */
export function documentOf(path: string, text: string, questions: Document["questions"] = []): Document {
	return { path, text, sha256: sha256Hex(text), questions };
}

/** The documents of an audit that has only the one under test. */
export const NOTHING_ELSE: ProbeContext["documents"] = { forget: [], retain: [], holdout: [] };

/** Descriptions by role, as a probe's context wants them. */
export function descriptions(fakes: Fakes): ProbeContext["models"] {
	const all = Object.entries(fakes).map(([role, model]) => [role, model.description] as const);
	return Object.fromEntries(all) as Record<Role, ModelDescription>;
}

/** The port of `runAudit` over in-memory models; `asked` records every question. Answers last questions first. */
export function askFakes(fakes: Fakes, asked: Question[] = []): Ask {
	return async function* (questions) {
		asked.push(...questions);
		for (let index = questions.length - 1; index >= 0; index--) {
			const question = questions[index] as Question;
			yield { index, outcome: await answerOf(fakes, question) };
		}
	};
}

/** Runs one probe to its end. */
export async function runProbe(run: ProbeRun, fakes: Fakes, asked: Question[] = []): Promise<ProbeResult> {
	let step = run.next([]);
	while (!step.done) {
		asked.push(...step.value);
		const outcomes: Outcome[] = [];
		for (const question of step.value) outcomes.push(await answerOf(fakes, question));
		step = run.next(outcomes);
	}
	return step.value;
}

async function answerOf(fakes: Fakes, question: Question): Promise<Outcome> {
	const model = fakes[question.role];
	if (!model) throw new Error(`no model plays ${question.role}`);
	for await (const { outcome } of model.answer([question])) return outcome;
	throw new Error("the fake gave no answer");
}
