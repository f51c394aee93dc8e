import type { Document } from "../../corpus/document.ts";
import { grouped } from "../../corpus/grouped.ts";
import { names } from "../../corpus/names.ts";
import { words } from "../../corpus/shingles.ts";
import { type Item, itemsOf } from "../facts/item.ts";

/** Two retained facts that lead from what a forgotten one asks about to its answer. */
export interface Chain {
	/** Names what the forgotten one names; its answer is a name. */
	readonly first: Item;
	/** Asks about that name; its answer is the forgotten one's. */
	readonly second: Item;
}

/**
 * The steps by which a forgotten fact may be derived from retained ones (methods.md 8, A3): "who is the father of Ava?" -
 * "Bren Lint", "where was Bren Lint born?" - "Korvo" lead to Korvo. Told by names alone: whether the steps entail the fact no
 * rule can say, and a model that never saw it is what the answer is compared with.
 * @returns a reason where there are none
 */
export function chainTo(item: Item, retain: readonly Document[]): Chain | string {
	if (retain.length === 0) return "there are no retain documents";
	const { answered, naming } = stepsOf(retain);
	const about = new Set(names(item.asked));
	for (const second of answered.get(key(item.answer)) ?? []) {
		const bridges = names(second.asked).filter((name) => !about.has(name) && key(name) !== key(item.answer));
		for (const bridge of bridges) {
			const first = [...about].flatMap((name) => naming.get(name) ?? []).find((f) => key(f.answer) === key(bridge));
			if (first) return { first, second };
		}
	}
	return "no two retained facts lead to its answer";
}

/** A set's questions by the words of their answers, and by the names they ask about. */
interface Steps {
	readonly answered: ReadonlyMap<string, readonly Item[]>;
	readonly naming: ReadonlyMap<string, readonly Item[]>;
}

const perSet = new WeakMap<readonly Document[], Steps>();

function stepsOf(retain: readonly Document[]): Steps {
	const found = perSet.get(retain);
	if (found) return found;
	const items = retain.flatMap(itemsOf);
	const made: Steps = {
		answered: grouped(items, ({ answer }) => [key(answer)]),
		naming: grouped(items, ({ asked }) => new Set(names(asked))),
	};
	perSet.set(retain, made);
	return made;
}

const key = (text: string): string => words(text).join(" ");
