import { decoysFor } from "../../facts/decoys.ts";
import type { Form } from "../../facts/form.ts";
import { framed } from "../../facts/item.ts";
import { blanked } from "./reformat.ts";

/** R5: the answer beside a decoy, both orders. Chance is one half: told over a set, never of one passage. */
export const twoOptions: Form = {
	id: "r5",
	name: "R5",
	words: "a choice between the answer and a decoy",
	kind: "residual",
	rung: 5,
	chance: 1 / 2,
	build(item, around) {
		const [decoy] = decoysFor(item, around);
		if (decoy === undefined) return { reason: "there is no other answer of its kind to choose from" };
		const asked =
			item.kind === "question"
				? item.asked
				: `Which words are left out here? "${blanked(item, around.document.text) ?? item.asked}"`;
		const order = (first: string, second: string, right: number) => ({
			prompt: framed(`${asked} ${first} or ${second}?`),
			options: [first, second],
			right,
		});
		const orders = [order(item.answer, decoy, 0), order(decoy, item.answer, 1)];
		return { kind: "choice", joint: " ", addressed: true, orders };
	},
};
