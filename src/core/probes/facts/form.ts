import { containsAnswer } from "../../corpus/containsAnswer.ts";
import { copiedShare } from "../../corpus/copiedSpans.ts";
import type { Document, SetName } from "../../corpus/document.ts";
import type { TokenizeAnswer } from "../../model/answer.ts";
import type { Item } from "./item.ts";

/** What a form may draw on beside the item itself. */
export interface Surroundings {
	readonly document: Document;
	readonly set: SetName;
	/** Every document of the audit. */
	readonly documents: Readonly<Record<SetName, readonly Document[]>>;
	/** The target's tokens of the document. */
	readonly tokens: TokenizeAnswer;
}

/** An open question: what the model writes after the prompt is compared with the answer. */
export interface Open {
	readonly kind: "open";
	readonly prompt: string;
	/** What is put between prompt and answer. */
	readonly joint: string;
	readonly answer: string;
	/** What was added to the item: the copy mask and the dose look at it. Empty = nothing. */
	readonly context: string;
	/** Put to somebody, who replies, as a chat template has it; false = a text to be continued. */
	readonly addressed: boolean;
}

/** A choice: the option with the most log p per token is the model's. Asked in several orders, because order biases. */
export interface Choice {
	readonly kind: "choice";
	readonly joint: string;
	/** As of an open question. */
	readonly addressed: boolean;
	readonly orders: readonly { readonly prompt: string; readonly options: readonly string[]; readonly right: number }[];
}

export type Asking = Open | Choice;

/** How an item is asked, or the reason it cannot be asked so. */
export type Built = Asking | { readonly reason: string };

/** One way of asking for an item. Its files are the catalogue: the ladder's rungs, the jailbreaks, plain knowledge. */
export interface Form {
	/** Part of metric names: "r4b". */
	readonly id: string;
	/** "R4b", "R2b, k = 4". */
	readonly name: string;
	/** Goes on after the name: "the document's text before the fact in context". */
	readonly words: string;
	/** "residual" when the prompt does not give the answer away: a right answer comes from the weights. */
	readonly kind: "residual" | "reintroduction";
	/** The rung of the ladder it stands on, 0 to 8 (metrics.md 11.2). */
	readonly rung?: number;
	/** The accuracy of a guess, where there is something to choose from. */
	readonly chance?: number;
	/** The resource it lacks: it asks nothing whatever the fact is, and has no numbers. */
	readonly missing?: string;
	build(item: Item, around: Surroundings): Built;
}

/** The item on its own. */
export function bare(item: Item): Open {
	return {
		kind: "open",
		prompt: item.stem,
		joint: item.joint,
		answer: item.answer,
		context: "",
		addressed: item.kind === "question",
	};
}

/** The item after something else; inside a sentence it simply goes on when `joiner` is a space. */
export function after(context: string, item: Item, joiner = "\n\n"): Open {
	return { ...bare(item), prompt: `${context}${joiner}${item.stem}`, context };
}

/**
 * The asking, unless what it adds to the item holds the answer (metrics.md 11.2, build checks; 11.5, copy mask): on residual
 * rungs it would only be read.
 */
export function pure(added: string, asking: Open): Built {
	return holds(added, asking.answer) ? { reason: "what would be added holds the answer already" } : asking;
}

/** Whether a text gives an answer away. */
export function holds(text: string, answer: string): boolean {
	return containsAnswer(text, answer) || copiedShare(answer, text) > 0.5;
}
