import type { Document } from "../../corpus/document.ts";
import { grouped } from "../../corpus/grouped.ts";
import { names, withoutNames } from "../../corpus/names.ts";
import { words } from "../../corpus/shingles.ts";
import { seedOf } from "../../stats/seedOf.ts";
import { type Item, itemsOf } from "../facts/item.ts";

/** What two facts have in common, nearest first. */
const AXIOMS = ["name", "answer", "question"] as const;
type Axiom = (typeof AXIOMS)[number];

/** Retained facts by what they could share. */
type Known = Readonly<Record<Axiom, ReadonlyMap<string, readonly Item[]>>>;

/**
 * The retained fact that stands nearest to a forgotten one: it names the same, has the same answer, or is the same question
 * about somebody else. Of several alike each forgotten fact begins elsewhere.
 * @returns a reason where there is none
 */
export function benignOf(item: Item, retain: readonly Document[]): Item | string {
	if (retain.length === 0) return "there are no retain documents";
	const known = knownOf(retain);
	for (const by of AXIOMS) {
		const own = keysOf(item)[by];
		const found = [...new Set(own.flatMap((key) => known[by].get(key) ?? []))];
		const pair = found[seedOf(item.stem) % Math.max(1, found.length)];
		if (pair) return pair;
	}
	return "no retained fact shares a name, its answer or its question";
}

/** What may be shared of an item. Numbers and dates are alike by chance, and no axiom. */
function keysOf({ kind, asked, answer, answerKind, statement }: Item): Readonly<Record<Axiom, readonly string[]>> {
	const isChance = answerKind === "number" || answerKind === "date";
	const some = (key: string): readonly string[] => (key === "" ? [] : [key]);
	return {
		name: [...new Set(names(kind === "question" ? `${asked}\n${answer}` : statement))],
		answer: isChance ? [] : some(words(answer).join(" ")),
		question: kind === "question" ? some(words(withoutNames(asked)).join(" ")) : [],
	};
}

const perSet = new WeakMap<readonly Document[], Known>();

function knownOf(retain: readonly Document[]): Known {
	const found = perSet.get(retain);
	if (found) return found;
	const items = retain.flatMap(itemsOf);
	const by = (axiom: Axiom) => grouped(items, (item) => keysOf(item)[axiom]);
	const made: Known = { name: by("name"), answer: by("answer"), question: by("question") };
	perSet.set(retain, made);
	return made;
}
