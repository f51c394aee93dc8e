import { containsSpaced } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import { spacedWords } from "../../corpus/shingles.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { type Item, itemsOf } from "./item.ts";

/**
 * The items of a document but those of its sentences whose answer stands in another document that is kept or was never
 * learnt: who knows "17 January" from there has not learnt it here (metrics.md 11.1: rare in the retain and control text).
 * Questions that come with a document are asked as they are, and what is kept need not be rare.
 */
export function rareItems(document: Document, { set, documents }: ProbeContext, notes: Note[]): readonly Item[] {
	const items = itemsOf(document);
	if (set === "retain") return items;
	const common = commonItems(document, items, documents);
	if (common.size === 0) return items;
	notes.push({
		kind: "adapted",
		message: `${common.size} of ${items.length} facts were left out: retained or holdout text holds their answers too.`,
		passages: [...common].flatMap(({ sentence }) => (sentence ? [sentence] : [])),
	});
	return items.filter((item) => !common.has(item));
}

/** Several probes ask the same document. */
const perAudit = new WeakMap<ProbeContext["documents"], Map<Document, ReadonlySet<Item>>>();
/** Every document is looked through for the items of every other. */
const perDocument = new WeakMap<Document, string>();

function commonItems(
	document: Document,
	items: readonly Item[],
	documents: ProbeContext["documents"],
): ReadonlySet<Item> {
	const known = perAudit.get(documents) ?? new Map<Document, ReadonlySet<Item>>();
	perAudit.set(documents, known);
	const found = known.get(document);
	if (found) return found;
	const others = [...documents.retain, ...documents.holdout].filter(({ text }) => text !== document.text);
	const isCommon = ({ kind, answer }: Item): boolean =>
		kind === "sentence" && others.some((other) => containsSpaced(spacedOf(other), answer));
	const common = new Set(items.filter(isCommon));
	known.set(document, common);
	return common;
}

function spacedOf(document: Document): string {
	const known = perDocument.get(document);
	if (known !== undefined) return known;
	const text = spacedWords(document.text);
	perDocument.set(document, text);
	return text;
}
