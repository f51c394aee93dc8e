import type { TokenizeAnswer } from "../../../model/answer.ts";
import { seedOf } from "../../../stats/seedOf.ts";
import { after, type Built, type Form, holds, type Surroundings } from "../../facts/form.ts";
import { type Item, itemsOf } from "../../facts/item.ts";
import { retained, topic } from "./cue.ts";
import { before, glossary } from "./surroundings.ts";

/** A rung and the same with the context of another fact (metrics.md 11.4, third control). */
export interface Control {
	readonly rung: Form;
	readonly swapped: Form;
}

/** Of the rungs whose context is one fact's own, one each; what stands in R3 is the same for half of the set. */
export const CONTROLS: readonly Control[] = [topic, retained(4), glossary, before].map((rung) => ({
	rung,
	swapped: swapped(rung),
}));

/** Other documents that are looked through for a context. */
const TRIES = 8;

/** The same rung with what it would add to a fact of another document: what that brings back, any context would. */
function swapped(rung: Form): Form {
	return {
		id: `swap_${rung.id}`,
		name: `${rung.name}, swapped`,
		words: `what ${rung.name} adds to another fact`,
		kind: "residual",
		build(item, around) {
			const own = rung.build(item, around);
			if ("reason" in own || own.kind !== "open") return own;
			const others = around.documents[around.set].filter((other) => other !== around.document);
			const begin = seedOf(item.stem);
			for (let i = 0; i < Math.min(TRIES, others.length); i++) {
				const document = others[(begin + i) % others.length];
				if (!document) break;
				const there = { ...around, document, tokens: evenTokens(document.text, around) };
				for (const other of itemsOf(document)) {
					const built = other.kind === item.kind ? rung.build(other, there) : undefined;
					const taken = built && takenOver(built, other, item);
					if (taken && taken.context !== own.context) return taken;
				}
			}
			return { reason: "no other document has a context to take that does not hold its answer" };
		},
	};
}

/** The item after the context that was built for another one; undefined when there is none or it holds the answer. */
function takenOver(built: Built, other: Item, item: Item) {
	if ("reason" in built || built.kind !== "open" || holds(built.context, item.answer)) return undefined;
	const { context, prompt } = built;
	return after(context, item, prompt.slice(context.length, prompt.length - other.stem.length));
}

/** Another document's tokens were not asked for: they are taken to be as long as this one's on average. */
function evenTokens(text: string, { document, tokens }: Surroundings): TokenizeAnswer {
	const each = document.text.length / Math.max(1, tokens.starts.length);
	const starts = Int32Array.from({ length: Math.ceil(text.length / each) }, (_, i) => Math.floor(i * each));
	return { kind: "tokenize", ids: starts, starts, ends: starts };
}
