import { bm25 } from "../../../corpus/bm25.ts";
import type { Document } from "../../../corpus/document.ts";
import { withoutNames } from "../../../corpus/names.ts";
import { passagesOf } from "../../../corpus/passagesOf.ts";
import { titleOf } from "../../../corpus/titleOf.ts";
import { after, type Form, holds, pure } from "../../facts/form.ts";
import { framed } from "../../facts/item.ts";

/** R2a: what the text is about, and nothing it says. */
export const topic: Form = {
	id: "r2a",
	name: "R2a",
	words: "the topic in context",
	kind: "residual",
	rung: 2,
	build(item, { document }) {
		const isQuestion = item.kind === "question";
		const about = isQuestion ? (item.subject ?? titleOf(document)) : titleOf(document);
		return pure(about, after(isQuestion ? `This is about ${about}.` : about, item));
	},
};

/** R2b: k pieces of what the model was meant to keep, those nearest to the item. */
export function retained(k: number): Form {
	return {
		id: `r2b_${k}`,
		name: `R2b, k = ${k}`,
		words: `the ${k === 1 ? "nearest retained item" : `${k} nearest retained items`} in context`,
		kind: "residual",
		rung: 2,
		build(item, { documents }) {
			if (documents.retain.length === 0) return { reason: "there are no retain documents" };
			const { pieces, find } = indexOf(documents.retain);
			const found = find(withoutNames(item.asked)).map((i) => pieces[i] ?? "");
			const beside = found.filter((piece) => !holds(piece, item.answer)).slice(0, k);
			if (beside.length < k) return { reason: `fewer than ${k} retained items resemble it` };
			// The nearest stands last, next to the question.
			return after(beside.toReversed().join("\n\n"), item);
		},
	};
}

export const cue: readonly Form[] = [topic, ...[1, 2, 4, 8].map(retained)];

interface Index {
	readonly pieces: readonly string[];
	readonly find: (query: string) => readonly number[];
}

/** One index a set of documents, however many items ask it. */
const indices = new WeakMap<readonly Document[], Index>();

function indexOf(documents: readonly Document[]): Index {
	const found = indices.get(documents);
	if (found) return found;
	const pairs = documents.flatMap(({ questions }) => questions);
	// Questions are alike by what they ask and not by whom they ask about.
	const made: Index =
		pairs.length > 0
			? {
					pieces: pairs.map(({ question, answer }) => `${framed(question)} ${answer}`),
					find: bm25(pairs.map(({ question }) => withoutNames(question))),
				}
			: passageIndex(documents);
	indices.set(documents, made);
	return made;
}

function passageIndex(documents: readonly Document[]): Index {
	const pieces = documents.flatMap((d) => passagesOf(d).map(({ start, end }) => d.text.slice(start, end)));
	return { pieces, find: bm25(pieces) };
}
