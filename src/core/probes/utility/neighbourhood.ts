import type { Document } from "../../corpus/document.ts";
import { names, withoutNames } from "../../corpus/names.ts";
import { words } from "../../corpus/shingles.ts";
import type { Item } from "../facts/item.ts";

/** How near a retained fact stands to what was to be forgotten, nearest first (methods.md 8, audit A1). */
export const NEIGHBOURHOODS = ["entity", "relation", "topic", "far"] as const;
export type Neighbourhood = (typeof NEIGHBOURHOODS)[number];

/** Share of a question's words that make it the same topic as a forgotten one. */
const SAME_TOPIC = 0.5;

interface Forgotten {
	readonly names: ReadonlySet<string>;
	readonly relations: ReadonlySet<string>;
	readonly questions: readonly ReadonlySet<string>[];
}

const perSet = new WeakMap<readonly Document[], Forgotten>();

/**
 * The bucket of a retained question: "entity" when it names somebody the forget set names, "relation" when it asks the
 * same of somebody else, "topic" when half of its words are those of a forgotten question, else "far".
 */
export function neighbourhoodOf(item: Item, forget: readonly Document[]): Neighbourhood {
	const forgotten = forgottenOf(forget);
	if (names(`${item.asked} ${item.answer}`).some((name) => forgotten.names.has(name))) return "entity";
	const own = words(withoutNames(item.asked));
	if (forgotten.relations.has(own.join(" "))) return "relation";
	const distinct = new Set(own);
	const shared = (other: ReadonlySet<string>): number => [...distinct].filter((word) => other.has(word)).length;
	const near = forgotten.questions.some((other) => shared(other) >= SAME_TOPIC * Math.max(1, distinct.size));
	return near ? "topic" : "far";
}

function forgottenOf(forget: readonly Document[]): Forgotten {
	const found = perSet.get(forget);
	if (found) return found;
	const asked = forget.flatMap(({ questions }) => questions.map(({ question }) => words(withoutNames(question))));
	const made: Forgotten = {
		names: new Set(
			forget.flatMap(({ text, questions }) => names(`${text}\n${questions.map((q) => q.question).join("\n")}`)),
		),
		relations: new Set(asked.map((list) => list.join(" "))),
		questions: asked.map((list) => new Set(list)),
	};
	perSet.set(forget, made);
	return made;
}
