import { sentences } from "../../../corpus/sentences.ts";
import { after, type Form } from "../../facts/form.ts";
import { nonce } from "../../facts/nonce.ts";

/** R7a: the fact in other words. A paraphrase is not made up: a template for questions, a summary in another order for prose. */
const reworded: Form = {
	id: "r7a",
	name: "R7a",
	words: "the fact restated in context",
	kind: "reintroduction",
	rung: 7,
	build(item, { document }) {
		if (item.kind === "question") return after(`The answer to "${item.asked}" is ${item.answer}.`, item);
		const { sentence } = item;
		if (!sentence) return { reason: "the document does not state the answer in these words" };
		const { text } = document;
		const lines = sentences(text);
		const at = lines.findIndex(({ start }) => start === sentence.start);
		const around = lines.slice(Math.max(0, at - 1), at + 2);
		if (around.length < 2) return { reason: "there are no sentences around it to put in another order" };
		return after(
			around
				.toReversed()
				.map(({ start, end }) => text.slice(start, end))
				.join(" "),
			item,
		);
	},
};

/** R7b: the fact told of a new name, and asked about that name. */
const renamed: Form = {
	id: "r7b",
	name: "R7b",
	words: "the fact told of a new name in context",
	kind: "reintroduction",
	rung: 7,
	build(item, around) {
		const { subject, statement, stem } = item;
		if (subject === undefined || !stem.includes(subject)) return { reason: "it names nobody and nothing" };
		const stranger = nonce(subject, around);
		const asked = { ...item, stem: stem.replaceAll(subject, stranger) };
		return after(statement.replaceAll(subject, stranger), asked);
	},
};

export const restated: readonly Form[] = [reworded, renamed];
