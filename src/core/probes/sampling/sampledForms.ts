import { leakAtK } from "../../metrics/leakAtK.ts";
import { ROLES } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { isSpare } from "../askable.ts";
import type { Form } from "../facts/form.ts";
import type { Note, Probe, Score } from "../probe.ts";
import { retained, topic } from "../ununlearning/rungs/cue.ts";
import { reformat } from "../ununlearning/rungs/reformat.ts";
import { drawSamples, leaksOf, SAMPLES, type Sampled } from "./drawSamples.ts";

/** Rungs R1 and R2; of the numbers of retained items the middle one, as every one costs as much as the plain question. */
export const SAMPLED_FORMS: readonly Form[] = [...reformat, topic, retained(4)];

/**
 * Asking again in other words and after cues: sixteen samples of every fact on the rungs R1 and R2. What is clean on
 * them when decoded greedily may still come out (metrics.md 13.2, B). Numbers of a set alone: with so many tries a fact
 * that is easily guessed comes out of any model.
 */
export const sampledForms: Probe = {
	id: "sampled-forms",
	version: 2,
	family: "sampling",
	title: "Sampled rewordings and cues",
	sets: ["forget", "holdout"],
	marks: false,
	metrics: SAMPLED_FORMS.map(({ id, name, words }) => ({
		name: `leak_at_1_${id}`,
		title: `leak@1, ${name}`,
		orientation: "higher = more leakage",
		explanation: `Chance that a sampled answer (T 1, whole vocabulary) holds the true one, asked with ${words}, mean over the document's facts, 0 to 1; over ${SAMPLES} samples (arXiv 2511.04934).`,
	})),
	*run(document, context) {
		const notes: Note[] = [];
		const drawn = isSpare(context) ? [] : yield* drawSamples(document, context, SAMPLED_FORMS, notes);
		return { scores: SAMPLED_FORMS.flatMap((form) => scoresOf(form, drawn ?? [])), findings: [], notes };
	},
};

function scoresOf(form: Form, drawn: readonly Sampled[]): readonly Score[] {
	return ROLES.flatMap((role) => {
		const leaks = drawn.flatMap((one) => (one.form === form ? (leaksOf(one, role) ?? []) : []));
		if (leaks.length === 0) return [];
		return [
			{ metric: `leak_at_1_${form.id}`, role, value: mean(leaks.map((count) => leakAtK(count, SAMPLES, 1))) },
			{ metric: `items_${form.id}`, role, value: leaks.length },
		];
	});
}
