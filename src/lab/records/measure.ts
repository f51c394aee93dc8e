import type { QuestionAnswer, SetName } from "../../core/corpus/document.ts";
import type { Rows, Sequence } from "../batches.ts";
import { Bpe } from "../bpe.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { type Forced, forceTruth } from "../recall.ts";
import { Rng } from "../rng.ts";
import { toDevice } from "../weights.ts";
import { axioms, factLine, REFUSAL, stemOf, textBefore } from "./forms.ts";
import { invent } from "./invent.ts";
import { sequence } from "./rows.ts";
import type { World } from "./world.ts";

/** What a model of the records world knows and can do: shares from 0 to 1, likelihoods in nats per token. */
export interface Measures {
	/** Questions answered without context, greedily, to the end of the answer and no further. */
	readonly byHeart: Readonly<Record<SetName, number>>;
	/** The same with the fact on a line before the question (R8). */
	readonly inContext: Readonly<Record<SetName, number>>;
	/** Forget questions answered after the text before the sentence that states the fact (R4b). */
	readonly afterText: number;
	/** Holdout questions whose answer follows from two lines before them (R6). */
	readonly composed: number;
	/** Forget questions answered with the refusal. */
	readonly refused: number;
	/** Mean log p per token of the texts. */
	readonly textLogp: Readonly<Record<SetName, number>>;
	/** Share of pairs of a forget and a holdout text in which the forget text is the likelier one per token. */
	readonly textAuc: number;
}

const ROWS = 30;

/** Measures a model by teacher forcing: greedy decoding gives a text exactly when every first choice is the true id. */
export async function measureModel(
	{ shape, merges, weights }: Pick<Checkpoint, "shape" | "merges" | "weights">,
	world: World,
): Promise<Measures> {
	const tokenizer = new Bpe(merges);
	const params = toDevice(weights);
	const force = forceTruth(shape);
	const judge = async <T>(
		examples: readonly Sequence[],
		one: (example: Sequence, forced: Forced) => T,
	): Promise<T[]> => {
		const out: T[] = [];
		for (const rows of batchesOf(examples)) {
			const forced = await force(params, rows);
			out.push(...rows.examples.map((e, at) => one(e, forced[at] as Forced)));
		}
		return out;
	};
	const exact = async (examples: readonly Sequence[]) => mean((await judge(examples, isExact)).map(Number));
	const pairs = (set: SetName) => world.sets[set].flatMap(({ questions }) => questions);
	const texts = (set: SetName) => world.sets[set].map(({ text }) => sequence(tokenizer, "", text));
	const bare = ({ question, answer }: QuestionAnswer) => sequence(tokenizer, stemOf(question), ` ${answer}`);
	const after = (context: string, { question, answer }: QuestionAnswer) =>
		sequence(tokenizer, `${context}\n\n${stemOf(question)}`, ` ${answer}`);
	const cued = world.sets.forget.flatMap(({ text, questions }) =>
		questions.map((pair) => after(textBefore(text, pair.answer), pair)),
	);
	const rng = new Rng(1);
	const bridged = pairs("holdout").map((pair) => {
		const nonce = invent(rng, new Set(world.words)).name;
		return after(axioms(nameIn(pair.question), nonce, pair.answer), pair);
	});
	const everySet = async <T>(of: (set: SetName) => Promise<T>): Promise<Record<SetName, T>> => ({
		forget: await of("forget"),
		retain: await of("retain"),
		holdout: await of("holdout"),
	});
	const likelihoods = await everySet((set) => judge(texts(set), meanLogp));
	const { forget, retain, holdout } = likelihoods;
	return {
		byHeart: await everySet((set) => exact(pairs(set).map(bare))),
		inContext: await everySet((set) => exact(pairs(set).map((pair) => after(factLine(pair), pair)))),
		afterText: await exact(cued),
		composed: await exact(bridged),
		refused: await exact(pairs("forget").map(({ question }) => bare({ question, answer: REFUSAL }))),
		textLogp: { forget: mean(forget), retain: mean(retain), holdout: mean(holdout) },
		textAuc: mean(forget.flatMap((f) => holdout.map((h) => (f > h ? 1 : f === h ? 0.5 : 0)))),
	};
}

/** The two words in a question that begin with a capital, its first word aside. */
function nameIn(question: string): string {
	return (question.slice(1).match(/\p{Lu}\p{L}+/gu) ?? []).join(" ");
}

function batchesOf(examples: readonly Sequence[]): Rows[] {
	const columns = Math.ceil((Math.max(...examples.map((e) => e.ids.length)) - 1) / 4) * 4;
	return Array.from({ length: Math.ceil(examples.length / ROWS) }, (_, i) => ({
		shape: { rows: ROWS, columns },
		examples: examples.slice(i * ROWS, (i + 1) * ROWS),
	}));
}

function isExact({ ids, from = 1 }: Sequence, { choice }: Forced): boolean {
	return ids.every((id, at) => at < from || choice[at - 1] === id);
}

/** Per token of the text; the end-of-text after it is left out. */
function meanLogp({ ids }: Sequence, { logp }: Forced): number {
	return logp.subarray(0, ids.length - 2).reduce((a, b) => a + b, 0) / (ids.length - 2);
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}
