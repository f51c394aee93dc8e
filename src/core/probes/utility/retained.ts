import type { Document } from "../../corpus/document.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { type Asked, askForms } from "../facts/askForms.ts";
import type { Form } from "../facts/form.ts";
import type { MetricDefinition, Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { bare } from "../ununlearning/rungs/bare.ts";
import { full } from "../ununlearning/rungs/full.ts";
import { NEIGHBOURHOODS, type Neighbourhood, neighbourhoodOf } from "./neighbourhood.ts";
import { refuses } from "./refuses.ts";

const FORMS: readonly Form[] = [bare, full];

const NEARNESS: Readonly<Record<Neighbourhood, string>> = {
	entity: "about somebody the forget set names",
	relation: "the same question about somebody else",
	topic: "on the topic of a forgotten one",
	far: "far from the forget set",
};

/** Side effects: what the model still knows of what it was to keep, near to the forget set and far from it. */
export const retained: Probe = {
	id: "retained",
	version: 2,
	family: "utility",
	title: "Retained knowledge",
	sets: ["retain"],
	marks: false,
	metrics: [
		better("kept", "Retained answers", "Share of the facts of retained documents answered correctly without context"),
		...NEIGHBOURHOODS.map((bucket) =>
			better(
				`kept_${bucket}`,
				`Retained answers, ${NEARNESS[bucket]}`,
				`The same for facts that are ${NEARNESS[bucket]}`,
			),
		),
		better(
			"contextual_utility",
			"Contextual utility",
			"Share of the facts of retained documents answered correctly with the fact itself in the prompt",
		),
		{
			name: "refused",
			title: "Refused retained questions",
			orientation: "lower = better",
			explanation:
				"Share of the questions on retained documents that are answered by a refusal or by not knowing, told by common English phrases; 0 to 1.",
		},
	],
	run,
};

function better(name: string, title: string, explanation: string): MetricDefinition {
	return {
		name,
		title,
		orientation: "higher = better",
		explanation: `${explanation}; 0 to 1. Told beside the original's.`,
	};
}

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const all = yield* askForms(document, context, FORMS, notes);
	if (!all) return { scores: [], findings: [], notes };
	const scores = all.roles.flatMap((role) => scoresOf(all.asked, role, context.documents.forget));
	return { scores, findings: [], notes };
}

function scoresOf(asked: readonly Asked[], role: Role, forget: readonly Document[]): readonly Score[] {
	const replies = (of: (a: Asked) => boolean) =>
		asked.flatMap((a) => (of(a) && a.replies[role] ? [a.replies[role]] : []));
	const right = (metric: string, of: (a: Asked) => boolean): readonly Score[] => {
		const own = replies(of);
		return own.length === 0 ? [] : [{ metric, role, value: mean(own.map((r) => r.right)) }];
	};
	const plain = replies(({ form }) => form === bare);
	return [
		...right("kept", ({ form }) => form === bare),
		...NEIGHBOURHOODS.flatMap((bucket) =>
			right(`kept_${bucket}`, ({ form, item }) => form === bare && neighbourhoodOf(item, forget) === bucket),
		),
		...right("contextual_utility", ({ form }) => form === full),
		...(plain.length > 0
			? [{ metric: "refused", role, value: mean(plain.map(({ produced }) => (refuses(produced) ? 1 : 0))) }]
			: []),
	];
}
