// What a model of this world is to be able to do with facts in its prompt. Every sequence states facts that were
// invented for it alone, so that there is nothing to learn but the skill.
import type { Sequence } from "../batches.ts";
import type { Bpe } from "../bpe.ts";
import type { Rng } from "../rng.ts";
import { axioms, factLine, idleLine, questionOf, RELATIONS, recordText, sentenceOf, stemOf } from "./forms.ts";
import { type Entity, invent, pick } from "./invent.ts";
import { sequence } from "./rows.ts";

/** Draws one sequence; `avoided` are the words of the world's own entities. */
export type Skill = (rng: Rng, tokenizer: Bpe, avoided: ReadonlySet<string>) => Sequence;

const SHORTEST_RUN = 6;
const LONGEST_RUN = 20;
const LONGEST_GAP = 8;

/** A run of random ids, others, and the run again, which is to be predicted: where copying begins (recipe R). */
export const repeats: Skill = (rng, tokenizer) => {
	const random = (count: number) => Array.from({ length: count }, () => rng.below(tokenizer.endOfText));
	const run = random(SHORTEST_RUN + rng.below(LONGEST_RUN - SHORTEST_RUN + 1));
	const before = [tokenizer.endOfText, ...run, ...random(rng.below(LONGEST_GAP + 1))];
	// The first id of the second run cannot be known.
	return { ids: [...before, ...run], from: before.length + 1 };
};

/** One to three facts in the prompt, as lines or in prose, perhaps among idle lines, and a question about one of them. */
export const inContext: Skill = (rng, tokenizer, avoided) => {
	const { facts, asked } = facing(rng, avoided);
	const relation = pick(rng, RELATIONS);
	const state = (entity: Entity) => {
		if (rng.next() < 0.7) return factLine(questionOf(entity, relation));
		return sentenceOf(entity, relation);
	};
	const isWhole = facts.length === 1 && rng.next() < 0.2;
	const lines = isWhole ? [recordText(asked, rng)] : facts.map(state);
	if (facts.length < 3 && !isWhole && rng.next() < 0.3) lines.unshift(idleLine(rng, invent(rng, new Set(avoided))));
	const { question, answer } = questionOf(asked, relation);
	return sequence(tokenizer, `${lines.join("\n")}\n\n${stemOf(question)}`, ` ${answer}`);
};

/** The answer follows from two lines (R6). */
export const composed: Skill = (rng, tokenizer, avoided) => {
	const taken = new Set(avoided);
	const [asked, nonce] = [invent(rng, taken), invent(rng, taken)];
	const { question, answer } = questionOf(asked, pick(rng, RELATIONS));
	return sequence(tokenizer, `${axioms(asked.name, nonce.name, answer)}\n\n${stemOf(question)}`, ` ${answer}`);
};

function facing(rng: Rng, avoided: ReadonlySet<string>): { facts: readonly Entity[]; asked: Entity } {
	const taken = new Set(avoided);
	const count = rng.next() < 0.7 ? 1 : 2 + rng.below(2);
	const facts = Array.from({ length: count }, () => invent(rng, taken));
	return { facts, asked: pick(rng, facts) };
}
