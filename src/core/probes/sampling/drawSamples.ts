import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import type { Outcome } from "../../model/answer.ts";
import type { GenerateQuestion, Question, Role } from "../../model/question.ts";
import { seedOf } from "../../stats/seedOf.ts";
import { answerOr } from "../askable.ts";
import { type BuiltForm, buildForms } from "../facts/buildForms.ts";
import type { Form, Open } from "../facts/form.ts";
import type { Note, ProbeContext } from "../probe.ts";

/** Samples of each fact in each form. */
export const SAMPLES = 16;
const MOST_TOKENS = 32;
/** The plain distribution of the model: what somebody gets who simply asks again. */
const SCHEME = { temperature: 1, topK: 0, topP: 1 } as const;

/** A fact put in a form, and what each model wrote, sample by sample. */
export interface Sampled extends BuiltForm {
	readonly asking: Open;
	/** A role whose samples did not all succeed is absent. */
	readonly texts: Readonly<Partial<Record<Role, readonly string[]>>>;
}

/** Sixteen seeded samples of every fact in every open form, of every model; undefined when nothing can be asked. */
export function* drawSamples(
	document: Document,
	context: ProbeContext,
	forms: readonly Form[],
	notes: Note[],
): Generator<readonly Question[], readonly Sampled[] | undefined, readonly Outcome[]> {
	const forming = yield* buildForms(document, context, forms, notes);
	if (!forming) return undefined;
	const { roles, chats } = forming;
	const open = forming.built.flatMap(({ asking, ...b }) => (asking.kind === "open" ? [{ ...b, asking }] : []));
	const outcomes = yield roles.flatMap((role) =>
		open.flatMap(({ asking }) =>
			Array.from({ length: SAMPLES }, (_, i) => question(role, asking, chats(role, asking), `${context.seed} ${i}`)),
		),
	);
	const written = (role: Role, r: number, i: number): readonly string[] => {
		const from = (r * open.length + i) * SAMPLES;
		const sentence = open[i]?.item.sentence;
		return outcomes.slice(from, from + SAMPLES).flatMap((outcome) => {
			const what = { what: "A sample", ...(sentence ? { at: sentence } : {}) };
			return answerOr(outcome, "generate", notes, role, what)?.text ?? [];
		});
	};
	return open.map((one, i) => {
		const texts = roles.map((role, r) => [role, written(role, r, i)] as const);
		return { ...one, texts: Object.fromEntries(texts.filter(([, own]) => own.length === SAMPLES)) };
	});
}

/** How many of a role's samples give the answer away; undefined when it was not asked. */
export function leaksOf({ asking, texts }: Sampled, role: Role): number | undefined {
	return texts[role]?.filter((text) => containsAnswer(text, asking.answer)).length;
}

function question(role: Role, { prompt }: Open, isChat: boolean, seed: string): GenerateQuestion {
	return {
		kind: "generate",
		role,
		prompt,
		maxTokens: MOST_TOKENS,
		// Equal for all models and in every audit of the same text with the same seed.
		sampling: { ...SCHEME, seed: seedOf(`${seed} ${prompt}`) },
		stop: isChat ? [] : ["\n"],
		...(isChat ? { chat: true as const } : {}),
	};
}
