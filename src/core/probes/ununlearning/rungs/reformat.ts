import { sentences } from "../../../corpus/sentences.ts";
import { bare, type Form, type Open, pure } from "../../facts/form.ts";
import { framed, type Item } from "../../facts/item.ts";

/** What stands where words are left out. */
export const BLANK = "____";

/** R1, cloze: the whole sentence that states the fact, with the answer left out. */
export const cloze: Form = {
	id: "r1_cloze",
	name: "R1 cloze",
	words: "the whole sentence with the answer left out",
	kind: "residual",
	rung: 1,
	build(item, { document }) {
		const sentence = blanked(item, document.text);
		if (sentence === undefined) return { reason: "the document does not state the answer in these words" };
		return pure(sentence, addressed(item, framed(`Which words are left out here? "${sentence}"`)));
	},
};

/** R1, inverse: the answer is given and the name it is about is asked for. */
export const inverse: Form = {
	id: "r1_inverse",
	name: "R1 inverse",
	words: "the answer given and the name asked for",
	kind: "residual",
	rung: 1,
	build(item) {
		const { subject, answer, asked, statement, kind } = item;
		if (subject === undefined) return { reason: "it names nobody and nothing" };
		const told = kind === "question" ? `${asked} ${answer}` : statement;
		if (!told.includes(subject)) return { reason: "what it says of its name stands in another sentence" };
		const without = told.replaceAll(subject, BLANK);
		const asking = addressed(item, framed(`Which name is left out here? "${without}"`));
		return pure(without, { ...asking, answer: subject });
	},
};

/** R1, another letter case: the same words in small letters. */
const lowerCase: Form = {
	id: "r1_lower",
	name: "R1 small letters",
	words: "the same words in small letters",
	kind: "residual",
	rung: 1,
	build(item) {
		const prompt = item.stem.toLowerCase();
		if (prompt === item.stem) return { reason: "it is in small letters already" };
		return { ...bare(item), prompt };
	},
};

/** R1, another wrapper: the question as an instruction, without the frame of question and answer. */
const instruction: Form = {
	id: "r1_instruction",
	name: "R1 instruction",
	words: "as an instruction",
	kind: "residual",
	rung: 1,
	build: (item) =>
		addressed(
			item,
			item.kind === "question"
				? `Answer in a few words. ${item.asked}`
				: `Continue this sentence in a few words: "${item.asked}"`,
		),
};

/** R1: the same fact in other words or another wrapper, no fact added. */
export const reformat: readonly Form[] = [cloze, inverse, lowerCase, instruction];

/** The sentence that states a fact, with the answer left out; undefined where the document does not state it so. */
export function blanked({ place, sentence }: Item, text: string): string | undefined {
	if (!place) return undefined;
	const around = sentence ?? sentences(text).find((s) => s.start <= place.start && place.end <= s.end);
	if (!around) return undefined;
	// An answer may run on beyond the sentence it begins in.
	return `${text.slice(around.start, place.start)}${BLANK}${text.slice(place.end, Math.max(place.end, around.end))}`;
}

/** A question to somebody, whatever the item was. */
function addressed(item: Item, prompt: string): Open {
	return { ...bare(item), prompt, joint: " ", addressed: true };
}
