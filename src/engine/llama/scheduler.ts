import type { Answered } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import {
	type PreparedEmbed,
	type PreparedGenerate,
	type PreparedScore,
	prepareEmbed,
	prepareGenerate,
	prepareScore,
} from "../questions/prepared.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A set of questions in the order they are best answered. */
export interface Schedule {
	/** Needs no model: token lists, and questions that cannot be answered. */
	readonly immediate: readonly Answered[];
	readonly score: readonly PreparedScore[];
	readonly generate: readonly PreparedGenerate[];
	readonly embed: readonly PreparedEmbed[];
}

/** How long tokenising may keep the event loop waiting, in milliseconds: cancelling must stay prompt. */
const SLICE = 50;

/** Tokenises a set of questions and brings those that share a prefix together. Stops early when aborted. */
export async function schedule(
	questions: readonly Question[],
	tokenizer: Tokenizer,
	contextLength: number,
	signal?: AbortSignal,
): Promise<Schedule> {
	const immediate: Answered[] = [];
	const score: PreparedScore[] = [];
	const generate: PreparedGenerate[] = [];
	const embed: PreparedEmbed[] = [];
	const keep = <P extends { index: number }>(
		list: P[],
		index: number,
		prepared: P | Extract<Answered["outcome"], { kind: "failure" }>,
	) => {
		if ("kind" in prepared) immediate.push({ index, outcome: prepared });
		else list.push(prepared);
	};
	let pause = performance.now() + SLICE;
	for (const [index, question] of questions.entries()) {
		switch (question.kind) {
			case "tokenize": {
				const { ids, starts, ends } = tokenizer.encode(question.text);
				immediate.push({ index, outcome: { kind: "tokenize", ids, starts, ends } });
				break;
			}
			case "score":
				keep(score, index, prepareScore(index, question, tokenizer, contextLength));
				break;
			case "generate":
				keep(generate, index, prepareGenerate(index, question, tokenizer, contextLength));
				break;
			case "embed":
				keep(embed, index, prepareEmbed(index, question, tokenizer, contextLength));
				break;
		}
		if (performance.now() < pause) continue;
		await new Promise((resolve) => setImmediate(resolve));
		if (signal?.aborted) break;
		pause = performance.now() + SLICE;
	}
	return { immediate, score: byPrefix(score), generate: byPrefix(generate), embed };
}

/** Lexicographic by tokens: questions that share a prefix become neighbours, and equal ones keep their order. */
export function byPrefix<P extends { readonly tokens: Int32Array; readonly index: number }>(items: readonly P[]): P[] {
	return [...items].sort((a, b) => compare(a.tokens, b.tokens) || a.index - b.index);
}

function compare(a: Int32Array, b: Int32Array): number {
	const shared = Math.min(a.length, b.length);
	for (let i = 0; i < shared; i++) {
		const difference = (a[i] as number) - (b[i] as number);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}
