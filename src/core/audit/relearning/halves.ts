import type { Document } from "../../corpus/document.ts";
import { sha256Hex } from "../../model/address.ts";

export interface Halves {
	readonly taught: readonly Document[];
	readonly heldOut: readonly Document[];
}

/** The forget set in two: the seed and what the documents say decide who is taught, never their names or their order. */
export function halvesOf(documents: readonly Document[], seed: number): Halves {
	const rank = (document: Document): string => sha256Hex(`${seed} ${document.sha256}`);
	const drawn = documents
		.map((document) => ({ document, rank: rank(document) }))
		.sort((a, b) => (a.rank < b.rank ? -1 : 1))
		.slice(0, Math.ceil(documents.length / 2));
	const taught = new Set(drawn.map(({ document }) => document));
	return {
		taught: documents.filter((document) => taught.has(document)),
		heldOut: documents.filter((document) => !taught.has(document)),
	};
}
