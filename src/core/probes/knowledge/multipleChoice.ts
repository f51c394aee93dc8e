import { decoysFor } from "../facts/decoys.ts";
import type { Form } from "../facts/form.ts";
import { framed } from "../facts/item.ts";
import { blanked } from "../ununlearning/rungs/reformat.ts";

const LETTERS = ["A", "B", "C", "D"] as const;

/**
 * Four lettered options, the letter with the most log p is the answer, as lm-eval scores WMDP and MMLU. Every option stands
 * once at every letter, so that a liking for one letter comes to chance, which is a quarter.
 */
export const multipleChoice: Form = {
	id: "choice",
	name: "Multiple choice",
	words: "four options to choose from",
	kind: "residual",
	chance: 1 / LETTERS.length,
	build(item, around) {
		const decoys = decoysFor(item, around).slice(0, LETTERS.length - 1);
		if (decoys.length < LETTERS.length - 1) return { reason: "there are fewer than three other answers of its kind" };
		const options = [item.answer, ...decoys];
		const asked =
			item.kind === "question"
				? item.asked
				: `Which words are left out here? "${blanked(item, around.document.text) ?? item.asked}"`;
		const orders = LETTERS.map((_, turn) => {
			const lines = LETTERS.map((letter, i) => `${letter}. ${options[(i + turn) % options.length]}`);
			const right = (options.length - turn) % options.length;
			return { prompt: framed([asked, ...lines].join("\n")), options: LETTERS, right };
		});
		return { kind: "choice", joint: " ", addressed: true, orders };
	},
};
