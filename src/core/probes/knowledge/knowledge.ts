import type { Document } from "../../corpus/document.ts";
import { rougeL } from "../../metrics/rouge.ts";
import { mean } from "../../stats/mean.ts";
import { answerFindings } from "../facts/answerFindings.ts";
import { type AskedForms, askForms } from "../facts/askForms.ts";
import type { Form } from "../facts/form.ts";
import { formMetrics, formScores } from "../facts/formScores.ts";
import { notBuilt } from "../facts/notBuilt.ts";
import { withoutGuessable } from "../facts/withoutGuessable.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { bare } from "../ununlearning/rungs/bare.ts";
import { cloze, inverse } from "../ununlearning/rungs/reformat.ts";
import { multipleChoice } from "./multipleChoice.ts";

const question: Form = { ...bare, id: "question", name: "Question" };

const FORMS: readonly Form[] = [
	question,
	{ ...cloze, id: "cloze", name: "Cloze" },
	{ ...inverse, id: "reverse", name: "Reverse question" },
	multipleChoice,
	notBuilt("synonyms", "Synonyms", "there is no thesaurus to take other words from"),
];

/**
 * Knowledge memorisation: what the model knows of a document when it is simply asked, in several forms and without any
 * context (MUSE's KnowMem, metrics.md 2.2; RWKU's levels 1 and 2). Asked of all sets: retain shows what is kept, holdout what
 * can be guessed.
 */
export const knowledge: Probe = {
	id: "knowledge",
	version: 3,
	family: "knowledge",
	title: "Questions about the document",
	sets: ["forget", "retain", "holdout"],
	metrics: [
		...formMetrics(FORMS),
		{
			name: "knowmem",
			title: "KnowMem",
			orientation: "higher = more leakage",
			explanation:
				"ROUGE-L F1 of the free answers against the true ones, unstemmed, mean over the document's facts, 0 to 1 (arXiv 2407.06460).",
		},
	],
	run,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const all = yield* askForms(document, context, FORMS, notes);
	if (!all) return { scores: [], findings: [], notes };
	// What is kept must be known; guessing is a matter of what should not be.
	const kept = context.set === "forget" ? withoutGuessable(all, notes) : all.asked;
	return {
		scores: [...formScores(kept, FORMS, all.roles), ...knowMem({ ...all, asked: kept })],
		findings: answerFindings(document, kept, ({ form }) =>
			form === question ? { metric: "answer_r0", by: "right" } : { metric: "answer_reworded", by: "right" },
		),
		notes,
	};
}

function knowMem({ asked, roles }: AskedForms): readonly Score[] {
	return roles.flatMap((role) => {
		const values = asked.flatMap(({ form, item, replies }) => {
			const reply = replies[role];
			return form === question && reply ? [rougeL(item.answer, reply.produced, false).f1] : [];
		});
		return values.length > 0 ? [{ metric: "knowmem", role, value: mean(values) }] : [];
	});
}
