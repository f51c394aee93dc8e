import type { Document } from "../../corpus/document.ts";
import { words } from "../../corpus/shingles.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { type Item, itemsOf } from "./item.ts";

/**
 * The items of a document but those of its sentences whose answer stands in another document that is kept or was never
 * learnt: who knows "17 January" from there has not learnt it here (metrics.md 11.1: rare in the retain and control text).
 * Questions that come with a document are asked as they are.
 */
export function rareItems(document: Document, { documents }: ProbeContext, notes: Note[]): readonly Item[] {
	const items = itemsOf(document);
	const others = [...documents.retain, ...documents.holdout].filter(({ text }) => text !== document.text).map(spaced);
	const isCommon = ({ kind, answer }: Item): boolean => {
		const wanted = ` ${words(answer).join(" ")} `;
		return kind === "sentence" && others.some((text) => text.includes(wanted));
	};
	const rare = items.filter((item) => !isCommon(item));
	if (rare.length < items.length) {
		notes.push({
			kind: "adapted",
			message: `${items.length - rare.length} of ${items.length} facts were left out: retained or holdout text holds their answers too.`,
			passages: items.filter(isCommon).flatMap(({ sentence }) => (sentence ? [sentence] : [])),
		});
	}
	return rare;
}

/** Every document is looked through for every item of every other. */
const perDocument = new WeakMap<Document, string>();

function spaced(document: Document): string {
	const known = perDocument.get(document);
	if (known !== undefined) return known;
	const text = ` ${words(document.text).join(" ")} `;
	perDocument.set(document, text);
	return text;
}
