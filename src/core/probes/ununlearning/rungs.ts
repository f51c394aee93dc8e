import { containsAnswer, copiedShare } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import type { LadderItem } from "./items.ts";

/** Rungs of the ununlearning ladder (metrics.md 11.2) built here. R0 and R4b are residual, R8 is reintroduction. */
export type Rung = "r0" | "r4b" | "r8";

export const RUNGS: readonly Rung[] = ["r0", "r4b", "r8"];

/** A rung's prompt, or the reason it cannot be built. */
export type BuiltRung = { readonly prompt: string } | { readonly reason: string };

/** Characters of preceding text at most: about 512 tokens of English prose. */
const LONGEST_CONTEXT = 2000;
const SHORTEST_CONTEXT = 40;

/**
 * The prompt of an item at a rung: R0 the bare question; R4b after the document's text before the sentence that states
 * the fact, void when that text holds the answer already; R8 after the fact itself.
 */
export function buildRung(rung: Rung, item: LadderItem, document: Document): BuiltRung {
	if (rung === "r0") return { prompt: item.stem };
	if (rung === "r8") return { prompt: `${item.statement}\n\n${item.stem}` };
	if (!item.place || !item.sentence) return { reason: "the document does not state the answer in these words" };
	const context = document.text.slice(Math.max(0, item.sentence.start - LONGEST_CONTEXT), item.sentence.start).trim();
	if (context.length < SHORTEST_CONTEXT) return { reason: "there is no text before the sentence that states it" };
	if (containsAnswer(context, item.answer) || copiedShare(item.answer, context) > 0.5) {
		return { reason: "the text before it holds the answer already" };
	}
	// Inside prose the sentence simply goes on; a question stands apart.
	return { prompt: `${context}${item.kind === "question" ? "\n\n" : " "}${item.stem}` };
}
