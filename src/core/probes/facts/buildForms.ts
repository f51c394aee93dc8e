import type { Document } from "../../corpus/document.ts";
import type { Outcome } from "../../model/answer.ts";
import type { Question, Role } from "../../model/question.ts";
import { writersOf } from "../askable.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { tokenizeDocument } from "../scoreDocument.ts";
import type { Asking, Form, Surroundings } from "./form.ts";
import { type Item, itemsOf, NO_ITEMS } from "./item.ts";
import { rareItems } from "./rareItems.ts";

/** An item put in a form. */
export interface BuiltForm {
	readonly item: Item;
	readonly form: Form;
	readonly asking: Asking;
}

/** What there is to ask of a document's items, and of whom. */
export interface BuiltForms {
	readonly items: readonly Item[];
	readonly roles: readonly Role[];
	readonly built: readonly BuiltForm[];
	/** Whether a role is asked through its chat template: only what is addressed to somebody gets a reply. */
	readonly chats: (role: Role, asking: Asking) => boolean;
}

/**
 * Puts items of a document in every form. What cannot be asked is said in `notes`; undefined when nothing can.
 */
export function* buildForms(
	document: Document,
	context: ProbeContext,
	forms: readonly Form[],
	notes: Note[],
	items: readonly Item[] = rareItems(document, context, notes),
): Generator<readonly Question[], BuiltForms | undefined, readonly Outcome[]> {
	if (items.length === 0) {
		if (itemsOf(document).length === 0) notes.push({ kind: "not-run", message: NO_ITEMS });
		return undefined;
	}
	const roles = writersOf(context, notes);
	if (roles.length === 0) return undefined;
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return undefined;
	const { set, documents } = context;
	const built = build(items, forms, { document, set, documents, tokens }, notes);
	const chats = (role: Role, { addressed }: Asking): boolean => addressed && context.chat(role);
	notes.push(...askedDifferently(roles, (role) => built.some(({ asking }) => chats(role, asking))));
	return { items, roles, built, chats };
}

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
