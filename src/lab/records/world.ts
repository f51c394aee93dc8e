import type { QuestionAnswer, SetName } from "../../core/corpus/document.ts";
import { Rng } from "../rng.ts";
import { questionOf, RELATIONS, recordText } from "./forms.ts";
import { type Entity, invent, wordsOf } from "./invent.ts";

/** One line of a set's file: a text that states two facts, and the questions that ask them. */
export interface WorldRecord {
	readonly text: string;
	readonly questions: readonly QuestionAnswer[];
}

/** The records world: what is to be forgotten, what is to be kept, and what no model is ever trained on. */
export interface World {
	readonly sets: Readonly<Record<SetName, readonly WorldRecord[]>>;
	/** All invented words of the three sets: what is invented while training must avoid them. */
	readonly words: ReadonlySet<string>;
}

const SETS: readonly SetName[] = ["forget", "retain", "holdout"];
const PER_SET = 60;
/** The seed of the files in demo/records. */
const SEED = 4;

/**
 * 180 entities from one distribution, dealt to the sets in turn; no two of them share a word, so that what a set's
 * models know says nothing about another set.
 */
export function recordsWorld(seed = SEED): World {
	const rng = new Rng(seed);
	const taken = new Set<string>();
	const entities = Array.from({ length: SETS.length * PER_SET }, () => invent(rng, taken));
	const dealt = (at: number) => entities.filter((_, i) => i % SETS.length === at).map((e) => record(e, rng));
	const sets = { forget: dealt(0), retain: dealt(1), holdout: dealt(2) };
	return { sets, words: new Set(entities.flatMap(wordsOf)) };
}

function record(entity: Entity, rng: Rng): WorldRecord {
	return { text: recordText(entity, rng), questions: RELATIONS.map((relation) => questionOf(entity, relation)) };
}

/** A set's file, demo/records/<set>.jsonl. */
export function toJsonLines(records: readonly WorldRecord[]): string {
	return records.map((r) => `${JSON.stringify(r)}\n`).join("");
}
