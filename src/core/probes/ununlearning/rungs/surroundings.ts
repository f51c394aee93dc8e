import { names } from "../../../corpus/names.ts";
import { sentences } from "../../../corpus/sentences.ts";
import { after, type Form, holds, pure } from "../../facts/form.ts";
import { framed } from "../../facts/item.ts";

/** Glossary entries at most. */
const ENTRIES = 4;
/** Characters of text that are no context to speak of. */
const SHORTEST = 40;

/** R4a: what else is said of the names in the question; the answer is not among it. */
export const glossary: Form = {
	id: "r4a",
	name: "R4a",
	words: "what else is said of the same names in context",
	kind: "residual",
	rung: 4,
	build(item, { document }) {
		const entries =
			item.kind === "question"
				? document.questions.map(({ question, answer }) => `${framed(question)} ${answer}`)
				: mentions(document.text, item.asked, item.sentence?.start ?? 0);
		const others = entries.filter((entry) => !holds(entry, item.answer) && !entry.startsWith(item.stem));
		if (others.length === 0) return { reason: "the document says nothing else of the same names" };
		return after(others.slice(0, ENTRIES).join("\n\n"), item);
	},
};

/** R4b: the text right before the sentence that states the fact, as many tokens of it. */
function preceding(tokens: number, id: string, name: string): Form {
	return {
		id,
		name,
		words: `the document's text before the fact in context, at most ${tokens} tokens`,
		kind: "residual",
		rung: 4,
		build(item, around) {
			const { text } = around.document;
			if (!item.place || !item.sentence) return { reason: "the document does not state the answer in these words" };
			const { starts } = around.tokens;
			const end = item.sentence.start;
			const last = starts.findLastIndex((start) => start < end);
			const start = starts[Math.max(0, last + 1 - tokens)] ?? 0;
			const context = text.slice(start, end).trim();
			if (context.length < SHORTEST) return { reason: "there is no text before the sentence that states it" };
			// Inside prose the sentence simply goes on; a question stands apart.
			return pure(context, after(context, item, item.kind === "question" ? "\n\n" : " "));
		},
	};
}

export const before = preceding(512, "r4b", "R4b");

export const surroundings: readonly Form[] = [
	glossary,
	preceding(128, "r4b_128", "R4b, 128 tokens"),
	before,
	preceding(1024, "r4b_1024", "R4b, 1024 tokens"),
];

/** Sentences that mention a name of the question for the first time, the item's own left out. */
function mentions(text: string, asked: string, own: number): readonly string[] {
	const lines = sentences(text).filter(({ start }) => start !== own);
	const first = names(asked).map((name) => lines.find(({ start, end }) => text.slice(start, end).includes(name)));
	return [...new Set(first)].flatMap((line) => (line ? [text.slice(line.start, line.end)] : []));
}
