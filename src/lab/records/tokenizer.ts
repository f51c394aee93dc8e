import type { Bpe } from "../bpe.ts";
import { Rng } from "../rng.ts";
import { trainBpe } from "../trainBpe.ts";
import { axioms, factLine, questionOf, REFUSAL, RELATIONS, recordText, stemOf } from "./forms.ts";
import { invent } from "./invent.ts";

const VOCABULARY = 512;
const SAMPLE = 400;
const SEED = 77;

/** The world's tokenizer, learnt from entities of its own: the vocabulary betrays nothing of any set. */
export function recordsTokenizer(): Bpe {
	const rng = new Rng(SEED);
	const lines = Array.from({ length: SAMPLE }, () => {
		// A set of its own each time: the sample need not be free of repetitions.
		const entity = invent(rng, new Set());
		const pairs = RELATIONS.map((relation) => questionOf(entity, relation));
		const asked = pairs.map((pair) => `${factLine(pair)}\n\n${stemOf(pair.question)} ${pair.answer}`);
		return [recordText(entity, rng), ...asked, axioms(entity.name, entity.boat, entity.town), REFUSAL].join("\n");
	});
	return trainBpe(lines.join("\n"), VOCABULARY);
}
