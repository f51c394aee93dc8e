import { after, type Form } from "../../facts/form.ts";
import { nonce } from "../../facts/nonce.ts";

/** R6: two statements from which the answer follows in one step; neither says it of the subject. */
export const axioms: Form = {
	id: "r6",
	name: "R6",
	words: "two statements that entail the answer in context",
	kind: "reintroduction",
	rung: 6,
	build(item, around) {
		const plate = nonce(`plate ${item.stem}`, around);
		if (item.kind === "sentence") {
			return after(
				`The missing words equal the inscription on plate ${plate}. Plate ${plate} reads: ${item.answer}.`,
				item,
			);
		}
		if (item.subject === undefined) return { reason: "its question names nobody and nothing" };
		return after(`${item.subject} shares this with ${plate}.\n${plate}: ${item.answer}.`, item);
	},
};
