import type { Document } from "../../corpus/document.ts";
import type { Outcome } from "../../model/answer.ts";
import type { Question, Role } from "../../model/question.ts";
import { writersOf } from "../askable.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { tokenizeDocument } from "../scoreDocument.ts";
import type { Asking, Form, Surroundings } from "./form.ts";
import { type Item, itemsOf, NO_ITEMS } from "./item.ts";
import { questionsOf, type Reply, replyOf } from "./reply.ts";

/** An item asked in a form, and what each model did. */
export interface Asked {
	readonly item: Item;
	readonly form: Form;
	readonly asking: Asking;
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
 */
export function* askForms(
	document: Document,
	context: ProbeContext,
	forms: readonly Form[],
	notes: Note[],
): Generator<readonly Question[], AskedForms | undefined, readonly Outcome[]> {
	const items = itemsOf(document);
	if (items.length === 0) {
		notes.push({ kind: "not-run", message: NO_ITEMS });
		return undefined;
	}
	const roles = writersOf(context, notes);
	if (roles.length === 0) return undefined;
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return undefined;
	const { set, documents } = context;
	const built = build(items, forms, { document, set, documents, tokens }, notes);
	// Only what is addressed to somebody gets a reply; the beginning of a sentence is there to be continued.
	const chats = (role: Role, { addressed }: Asking): boolean => addressed && context.chat(role);
	notes.push(...askedDifferently(roles, (role) => built.some(({ asking }) => chats(role, asking))));
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

type BuiltForm = Pick<Asked, "item" | "form" | "asking">;

function build(
	items: readonly Item[],
	forms: readonly Form[],
	around: Surroundings,
	notes: Note[],
): readonly BuiltForm[] {
	const reasons = new Map<string, { readonly form: Form; readonly reason: string; readonly count: number }>();
	const built = items.flatMap((item) =>
		forms.flatMap((form): readonly BuiltForm[] => {
			const asking = form.build(item, around);
			if (!("reason" in asking)) return [{ item, form, asking }];
			const { reason } = asking;
			const key = JSON.stringify([form.id, reason]);
			reasons.set(key, { form, reason, count: (reasons.get(key)?.count ?? 0) + 1 });
			return [];
		}),
	);
	for (const { form, reason, count } of reasons.values()) {
		const { id, name } = form;
		// A name with an apposition needs a comma behind it too: "R2b, k = 4, was not built".
		const message = `${name}${name.includes(",") ? "," : ""} was not built for ${count} of ${items.length} facts: ${reason}.`;
		notes.push({ kind: "not-run", message, form: { id, name, reason } });
	}
	return built;
}

/** A comparison of a model that chats with one that cannot is still one of the same question, and is said to be unequal. */
function askedDifferently(roles: readonly Role[], chats: (role: Role) => boolean): readonly Note[] {
	const plain = roles.filter((role) => !chats(role));
	if (plain.length === 0 || plain.length === roles.length) return [];
	const others = roles.filter(chats).join(" and the ");
	return [
		{
			kind: "adapted",
			message: `The ${others} answered through a chat template and the ${plain.join(" and the ")}, without one, in plain text.`,
		},
	];
}
