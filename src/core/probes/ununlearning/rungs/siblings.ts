import type { Document } from "../../../corpus/document.ts";
import { passagesOf } from "../../../corpus/passagesOf.ts";
import { after, type Form, holds, type Surroundings } from "../../facts/form.ts";
import { framed, type Item } from "../../facts/item.ts";

/** R3: k pieces of what was to be forgotten as well, from the other half of it. */
function others(k: number): Form {
	return {
		id: `r3_${k}`,
		name: `R3, k = ${k}`,
		words: `${k} ${k === 1 ? "piece" : "pieces"} of the other half of the forget set in context`,
		kind: "residual",
		rung: 3,
		build(item, around) {
			const pieces = piecesBeside(item, around).filter((piece) => !holds(piece, item.answer));
			if (pieces.length < k) return { reason: `the other half has fewer than ${k} pieces without its answer` };
			return after(pieces.slice(0, k).join("\n\n"), item);
		},
	};
}

/**
 * The same pieces in the same order for every item of a half, the longer contexts beginning with the shorter ones: an
 * engine reads them once.
 */
export const siblings: readonly Form[] = [1, 2, 4, 8, 16].map(others);

/**
 * Questions: those of the documents in the other half of the set, so that nothing of one document stands on both sides.
 * Sentences: passages of the same document from its other half, none of them next to the item's own.
 */
function piecesBeside(item: Item, { document, set, documents }: Surroundings): readonly string[] {
	if (item.kind === "question") {
		return otherHalf(documents[set], document).flatMap(({ questions }) =>
			questions.map(({ question, answer }) => `${framed(question)} ${answer}`),
		);
	}
	const passages = passagesOf(document);
	const own = passages.findIndex(
		({ start, end }) => start <= (item.place?.start ?? 0) && (item.place?.start ?? 0) < end,
	);
	const middle = passages.length / 2;
	return passages
		.filter((_, i) => i < middle !== own < middle && Math.abs(i - own) > 1)
		.map(({ start, end }) => document.text.slice(start, end));
}

/** Every second document of a set is on the other side. */
function otherHalf(all: readonly Document[], document: Document): readonly Document[] {
	const half = all.indexOf(document) % 2;
	return all.filter((_, i) => i % 2 !== half);
}
