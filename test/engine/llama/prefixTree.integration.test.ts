import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { ScoreQuestion } from "../../../src/core/model/question.ts";
import { cutsOf } from "../../../src/engine/llama/cuts.ts";
import { Decoder } from "../../../src/engine/llama/decoder.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { NativeModel } from "../../../src/engine/llama/nativeModel.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { answerTo, ask, score } from "../contract.ts";
import { tinyAdapter } from "../tinyAdapter.ts";
import { tinyModel } from "../tinyModel.ts";

beforeAll(builtKernel);

const TYPES = ["F32", "F16", "Q8_0", "Q4_0"] as const;
const WORDS = "the harbour office moved to an upper floor and three old ledgers went with it in spring again".split(
	" ",
);

/** `count` words, a different run for every seed. */
const words = (count: number, seed: number): string =>
	Array.from({ length: count }, (_, i) => WORDS[(seed * 7 + i * (1 + (seed % 5))) % WORDS.length]).join(" ");

/** Edges of the tree of all prefixes: what must be decoded at least, each token that is decoded at all once. */
function treeEdges(lists: readonly (readonly number[])[]): number {
	return new Set(lists.flatMap((ids) => ids.map((_, i) => ids.slice(0, i + 1).join(" ")))).size;
}

async function decodedBy(questions: readonly ScoreQuestion[]) {
	let decoded = 0;
	const model = await LlamaModel.open(tinyModel(), DETERMINISTIC, { onDecoded: (tokens) => (decoded += tokens) });
	decoded = 0;
	await ask(model, questions);
	const total = decoded;
	const lists: number[][] = [];
	for (const { text } of questions) {
		const { ids } = await answerTo(model, { kind: "tokenize", role: "target", text });
		// BOS is one more; the last token predicts nothing that is asked for.
		lists.push([-1, ...ids].slice(0, -1));
	}
	await model.close();
	return { total, edges: treeEdges(lists) };
}

describe("questions that share a prefix", () => {
	const prefix = `${words(70, 1)}\n\n`;
	const probes = Array.from({ length: 16 }, (_, i) => {
		const asked = `${prefix}Question: ${words(6 + (i % 5), 2 + i)}\nAnswer:`;
		return score(`${asked} ${words(3, i)}`, { scoredFrom: asked.length });
	});
	// Each context contains the one before it.
	const contexts = [1, 2, 3, 4].map((n) => Array.from({ length: n }, (_, i) => words(30, 50 + i)).join("\n\n"));
	const ladder = contexts.flatMap((context) =>
		Array.from({ length: 8 }, (_, i) => {
			const asked = `${context}\n\nQuestion: ${words(5, 20 + i)}\nAnswer:`;
			return score(`${asked} ${words(2, i)}`, { scoredFrom: asked.length });
		}),
	);

	test.each([
		["one prefix", probes],
		["nested contexts", ladder],
	])("%s: each branch is decoded once, within a tenth", async (_, questions) => {
		const { total, edges } = await decodedBy(questions);
		expect(total).toBeGreaterThanOrEqual(edges);
		expect(total).toBeLessThanOrEqual(1.1 * edges);
	});

	test("share decodes as well", async () => {
		let decodes = 0;
		const model = await LlamaModel.open(tinyModel(), DETERMINISTIC, { onDecoded: () => decodes++ });
		await ask(model, probes);
		await model.close();
		expect(decodes).toBeLessThan(probes.length);
	});

	test("answer bit by bit as each alone under an adapter, at every scale", async () => {
		const file = tinyAdapter();
		const model = await LlamaModel.open(tinyModel(), DETERMINISTIC, { adapters: [{ file, scale: 1 }] });
		const all = new Set<string>();
		for (const scale of [1, 0.5, 0]) {
			await model.adapt([scale]);
			const together = await ask(model, probes);
			all.add(JSON.stringify(together[0]));
			for (const [i, probe] of probes.entries()) expect((await ask(model, [probe]))[0]).toEqual(together[i]);
		}
		await model.close();
		expect(all.size).toBe(3);
	});

	test.each(TYPES)("answer bit by bit as each alone, in any order (%s)", async (type) => {
		const model = await LlamaModel.open(tinyModel({ type }), DETERMINISTIC);
		// A part of a tree: where to leave the common text, what follows, and how much of it is scored.
		const branch = fc.record({
			leave: fc.integer({ min: 0, max: 120 }),
			tail: fc.integer({ min: 0, max: 40 }),
			seed: fc.integer({ min: 0, max: 3 }),
			mark: fc.double({ min: 0, max: 1, noNaN: true }),
		});
		const trunk = words(120, 3).split(" ");
		try {
			await fc.assert(
				fc.asyncProperty(fc.array(branch, { minLength: 2, maxLength: 6 }), async (branches) => {
					const questions = branches.map(({ leave, tail, seed, mark }) => {
						const text = [...trunk.slice(0, leave), words(tail, seed)].join(" ");
						return score(text, { scoredFrom: Math.floor(mark * text.length), top: 2 });
					});
					const together = await ask(model, questions);
					for (const [i, question] of questions.entries()) {
						// A text of its own in between empties the memory but for BOS.
						await ask(model, [score("zzz")]);
						expect((await ask(model, [question]))[0]).toEqual(together[i]);
					}
				}),
				{ numRuns: 12, seed: 3 },
			);
		} finally {
			await model.close();
		}
	});
});

test.each(TYPES)("this processor's kernels let a text be cut anywhere (%s)", async (type) => {
	const model = await NativeModel.load(tinyModel({ type }), DETERMINISTIC);
	const decoder = await Decoder.open(model, DETERMINISTIC, { contextLength: 256, batch: 128 });
	const { grain } = await cutsOf(decoder);
	decoder.close();
	model.close();
	// On another kind of processor whole batches are the honest answer; x64 and ARM builds have been seen to be free.
	expect(grain).toBe(1);
});

test("a model whose context is shorter than the comparison shares whole batches", async () => {
	const model = await NativeModel.load(tinyModel({ context: 32 }), DETERMINISTIC);
	const decoder = await Decoder.open(model, DETERMINISTIC, { contextLength: 32, batch: 32 });
	expect((await cutsOf(decoder)).grain).toBe(32);
	decoder.close();
	model.close();
});
