import type { Document } from "../../corpus/document.ts";
import type { Outcome } from "../../model/answer.ts";
import type { Question, Role } from "../../model/question.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { type BuiltForm, buildForms } from "./buildForms.ts";
import type { Form } from "./form.ts";
import type { Item } from "./item.ts";
import { questionsOf, type Reply, replyOf } from "./reply.ts";

/** An item asked in a form, and what each model did. */
export interface Asked extends BuiltForm {
	/** Whether the target was asked through its chat template. */
	readonly isChat: boolean;
	readonly replies: Readonly<Partial<Record<Role, Reply>>>;
}

/** Everything a document's items were asked, and who was asked. */
export interface AskedForms {
	readonly asked: readonly Asked[];
	/** The form without context, which the others are compared with: the first one asked. */
	readonly bare: Form | undefined;
	readonly items: readonly Item[];
	readonly roles: readonly Role[];
}

/**
 * Asks every item of a document in every form of every model: free runs, forced answers, choices. What cannot be asked is
 * said in `notes`; undefined when nothing can. Forms that several probes share are asked once, because their questions
 * are the same. The first form is the bare one.
 * @param chosen the items to ask; left out, those that are rare
 */
export function* askForms(
	document: Document,
	context: ProbeContext,
	forms: readonly Form[],
	notes: Note[],
	chosen?: readonly Item[],
): Generator<readonly Question[], AskedForms | undefined, readonly Outcome[]> {
	const forming = yield* buildForms(document, context, forms, notes, chosen);
	if (!forming) return undefined;
	const { items, roles, built, chats } = forming;
	const questions = roles.map((role) => built.map(({ asking }) => questionsOf(asking, role, chats(role, asking))));
	const outcomes = yield questions.flat(2);
	let at = 0;
	const replies = roles.map((role, r) =>
		built.map((b, i) => {
			const count = questions[r]?.[i]?.length ?? 0;
			at += count;
			return replyOf(b, outcomes.slice(at - count, at), role, notes);
		}),
	);
	const asked = built.map((b, i) => ({
		...b,
		isChat: chats("target", b.asking),
		replies: Object.fromEntries(
			roles.flatMap((role, r) => (replies[r]?.[i] ? [[role, replies[r]?.[i]] as const] : [])),
		) as Partial<Record<Role, Reply>>,
	}));
	return { asked, items, roles, bare: forms[0] };
}
