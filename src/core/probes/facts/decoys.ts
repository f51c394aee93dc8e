import type { Document } from "../../corpus/document.ts";
import { withoutNames } from "../../corpus/names.ts";
import { words } from "../../corpus/shingles.ts";
import { pcg32 } from "../../stats/pcg32.ts";
import { seedOf } from "../../stats/seedOf.ts";
import { holds, type Surroundings } from "./form.ts";
import { type Item, itemsOf } from "./item.ts";

/** Characters by which answers of about the same length may differ. */
const SLACK = 2;

/**
 * Wrong answers of the same kind, which nobody can tell from the right one without knowing: answers of the same document
 * or set, those to questions in the same words first (names aside), then those of about the same length; among equals each item
 * begins elsewhere. Were the first of a list everybody's decoy, a model's liking for that one word would pass for knowledge
 * or for the want of it. No two are the same.
 */
export function decoysFor(item: Item, { document, documents, set }: Surroundings): readonly string[] {
	const asked = new Set(words(withoutNames(item.asked)));
	const candidates = [...answersOf(document), ...answersOfSet(documents[set])].filter(
		({ answer, kind }) => kind === item.answerKind && !holds(answer, item.answer) && !holds(item.answer, answer),
	);
	const distinct = new Map(candidates.map((known) => [words(known.answer).join(" "), known]));
	const alike = (known: KnownAnswer): number => known.asked.filter((word) => asked.has(word)).length;
	const apart = ({ answer }: KnownAnswer): number => Math.max(0, Math.abs(answer.length - item.answer.length) - SLACK);
	const ranked = [...distinct.values()]
		.map((known) => ({ known, alike: alike(known), apart: apart(known) }))
		.sort((a, b) => b.alike - a.alike || a.apart - b.apart || (a.known.answer < b.known.answer ? -1 : 1));
	const [best] = ranked;
	const equals = ranked.filter(({ alike, apart }) => alike === best?.alike && apart === best.apart).length;
	const begin = equals === 0 ? 0 : pcg32(seedOf(item.stem)).below(equals);
	return [...ranked.slice(begin, equals), ...ranked.slice(0, begin), ...ranked.slice(equals)].map(
		({ known }) => known.answer,
	);
}

interface KnownAnswer {
	readonly answer: string;
	readonly kind: Item["answerKind"];
	/** The words it was asked in, names left out. */
	readonly asked: readonly string[];
}

const perDocument = new WeakMap<Document, readonly KnownAnswer[]>();
const perSet = new WeakMap<readonly Document[], readonly KnownAnswer[]>();

function answersOf(document: Document): readonly KnownAnswer[] {
	const found = perDocument.get(document);
	if (found) return found;
	const made = itemsOf(document).map(({ answer, answerKind, asked }) => ({
		answer,
		kind: answerKind,
		asked: words(withoutNames(asked)),
	}));
	perDocument.set(document, made);
	return made;
}

function answersOfSet(documents: readonly Document[]): readonly KnownAnswer[] {
	const found = perSet.get(documents);
	if (found) return found;
	const made = documents.flatMap(answersOf);
	perSet.set(documents, made);
	return made;
}
