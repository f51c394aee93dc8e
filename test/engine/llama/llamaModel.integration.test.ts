import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { GenerateAnswer, ScoreAnswer } from "../../../src/core/model/answer.ts";
import type { Question, ScoreQuestion } from "../../../src/core/model/question.ts";
import { BindingsModel } from "../../../src/engine/bindings/bindingsModel.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { answerTo, ask, embed, generate, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";

beforeAll(builtKernel);

const PARAGRAPH =
	"In the spring the harbour office moved to the upper floor, and the old ledgers went with it. Three of them, for the " +
	"years when the ferry still ran, were written in a hand that nobody could read any more; the others were plain. ";
/** About 600 tokens of the tiny model: five batches. */
const LONG = PARAGRAPH.repeat(3);

async function withModel<T>(file: string, work: (model: LlamaModel) => Promise<T>): Promise<T> {
	const model = await LlamaModel.open(file, DETERMINISTIC);
	try {
		return await work(model);
	} finally {
		await model.close();
	}
}

describe("the two engines agree", () => {
	const demo = resolve(import.meta.dirname, "../../../demo/models");
	const found = existsSync(demo) ? readdirSync(demo).filter((name) => name.endsWith(".gguf")) : [];
	const files = [tinyModel(), tinyModel({ addBos: false, seed: 9 }), ...found.map((name) => join(demo, name))];

	test.each(files)("on every token of a text (%s)", async (file) => {
		const question = score(LONG, {
			top: 5,
			schemes: [
				{ temperature: 1, topK: 40 },
				{ temperature: 0.7, topK: 5 },
			],
		});
		const [llama, bindings] = [
			await LlamaModel.open(file, DETERMINISTIC),
			await BindingsModel.open(file, DETERMINISTIC),
		];
		try {
			const [a, b] = [await answerTo(llama, question), await answerTo(bindings, question)];
			expect(b.ids).toEqual(a.ids);
			expect(b.starts).toEqual(a.starts);
			expect(b.ends).toEqual(a.ends);
			expect(a.ids.length).toBeGreaterThan(128);
			const from = llama.description.addsBos ? 0 : 1;
			for (let i = from; i < a.ids.length; i++) {
				expect(Math.abs((a.logp[i] as number) - (b.logp[i] as number))).toBeLessThanOrEqual(1e-4);
				for (const [s, q] of a.logq.entries()) {
					const [x, y] = [q[i] as number, b.logq[s]?.[i] as number];
					if (x !== y) expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-4);
				}
			}
			const agreeing = a.argmax.filter((id, i) => id === b.argmax[i]).length;
			expect(agreeing).toBeGreaterThanOrEqual(a.argmax.length - 1);
			for (const key of [
				"architecture",
				"parameters",
				"quantisation",
				"trainedContext",
				"contextLength",
				"vocabularySize",
				"addsBos",
				"bosToken",
			] as const) {
				expect([key, bindings.description[key]]).toEqual([key, llama.description[key]]);
			}
		} finally {
			await llama.close();
			await bindings.close();
		}
	});
});

describe("answers do not depend on the company", () => {
	// Prefixes shared for less than a batch, more than one, and to the end; marks in different batches.
	const texts = [
		LONG,
		`${LONG} And then.`,
		`${LONG.slice(0, 700)} Something else follows here, at length, and goes on.`,
		`${LONG.slice(0, 330)} Another.`,
		`${LONG.slice(0, 100)} Short.`,
		PARAGRAPH,
		"Alone.",
	];
	const questions: Question[] = texts.flatMap((text): Question[] => [
		score(text, { top: 2, schemes: [{ temperature: 0.8, topK: 0 }] }),
		score(text, { scoredFrom: Math.floor(text.length * 0.8) }),
		generate(text, { maxTokens: 6 }),
		generate(text, { maxTokens: 6, sampling: { temperature: 1, topK: 20, topP: 0.9, seed: 4 } }),
	]);

	test.each([1, 2])("bit by bit, on model %i", async (seed) => {
		await withModel(tinyModel({ seed }), async (model) => {
			const together = await ask(model, questions);
			const again = await ask(model, [...questions].reverse());
			expect(again.reverse()).toEqual(together);
			for (const [i, question] of questions.entries()) {
				// A fresh engine: nothing in memory, nothing to share.
				if (i % 5 === 0)
					expect(await withModel(tinyModel({ seed }), (fresh) => ask(fresh, [question]))).toEqual([together[i]]);
			}
		});
	});

	test("and shared prefixes are decoded once", async () => {
		let decoded = 0;
		const model = await LlamaModel.open(tinyModel(), DETERMINISTIC, { onDecoded: (tokens) => (decoded += tokens) });
		const tails = ["one", "two", "three", "four"].map((tail) => score(`${LONG} ${tail}`, { scoredFrom: LONG.length }));
		await ask(model, tails.slice(0, 1));
		const alone = decoded;
		decoded = 0;
		await ask(model, tails);
		await model.close();
		expect(alone).toBeGreaterThan(4 * 128);
		// Three of four questions start at the last whole batch.
		expect(decoded).toBeLessThan(1.6 * alone);
	});
});

describe("numbers that are not finite", () => {
	// One poisoned embedding: only texts with a "z" are spoilt.
	const file = () => {
		const width = 64;
		return tinyModel({
			edit: (name, data) => {
				if (name === "token_embd.weight")
					data.fill(Number.NaN, "z".charCodeAt(0) * width, ("z".charCodeAt(0) + 1) * width);
			},
			untied: true,
		});
	};

	test("fail their own question and no other", async () => {
		const clean = [`${PARAGRAPH} a`, "m", `${PARAGRAPH} b`];
		await withModel(file(), async (model) => {
			const expected = await ask(
				model,
				clean.map((text) => score(text)),
			);
			expect(expected.map(({ kind }) => kind)).toEqual(["score", "score", "score"]);
			const mixed = [clean[0], `z${LONG}`, clean[1], `${PARAGRAPH} z.`, clean[2]].map((text) => score(text as string));
			const outcomes = await ask(model, [
				...mixed,
				generate("a z", { maxTokens: 2 }),
				embed("z"),
				score(clean[0] as string),
			]);
			for (const at of [1, 3, 5, 6]) expect(outcomes[at]).toMatchObject({ kind: "failure", code: "not-finite" });
			expect([outcomes[0], outcomes[2], outcomes[4], outcomes[7]]).toEqual([...expected, expected[0]]);
		});
	});
});

describe("embedding", () => {
	test("is the mean over the text of the hidden states, in batches as in one", async () => {
		const [batches, whole] = await Promise.all(
			[128, 1024].map(async (batch) => {
				const model = await LlamaModel.open(tinyModel(), { ...DETERMINISTIC, batch });
				const { vector } = await answerTo(model, { kind: "embed", role: "target", text: LONG });
				await model.close();
				return vector;
			}),
		);
		whole?.forEach((x, i) => void expect(Math.abs(x - (batches?.[i] as number))).toBeLessThan(1e-4));
	});

	test("pools as the model's metadata say, the same in both engines", async () => {
		const file = tinyModel({ pooling: 1 });
		const llama = await LlamaModel.open(file, DETERMINISTIC);
		const bindings = await BindingsModel.open(file, DETERMINISTIC);
		const question = { kind: "embed", role: "target", text: PARAGRAPH } as const;
		const [a, b] = [(await answerTo(llama, question)).vector, (await answerTo(bindings, question)).vector];
		await llama.close();
		await bindings.close();
		expect(b.length).toBe(a.length);
		// node-llama-cpp normalises to unit length.
		const norm = Math.hypot(...a);
		a.forEach((x, i) => void expect(Math.abs(x / norm - (b[i] as number) / Math.hypot(...b))).toBeLessThan(1e-4));
	});
});

describe("a question beyond what the engine does", () => {
	test("fails with a sentence", async () => {
		await withModel(tinyModel({ addBos: false }), async (model) => {
			const wide: ScoreQuestion = score("text", { schemes: [{ temperature: 1, topK: 5000 }] });
			const outcomes = await ask(model, [wide, generate(""), embed("")]);
			for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: "failure", code: "not-capable" });
		});
	});

	test("an empty prompt is continued from BOS", async () => {
		await withModel(tinyModel(), async (model) => {
			const written = await answerTo(model, generate("", { maxTokens: 3 }));
			const first = (await answerTo(model, score("x"))) as ScoreAnswer;
			expect((written as GenerateAnswer).ids[0]).toBe(first.argmax[0]);
		});
	});
});

test("says what is doubtful about a model", async () => {
	await withModel(tinyModel({ withoutPreTokenizer: true }), async ({ description }) => {
		expect(description.warnings.join()).toContain("pre-tokenizer");
	});
	const model = await LlamaModel.open(tinyModel({ context: 256 }), { ...DETERMINISTIC, contextLength: 512 });
	expect(model.description.contextLength).toBe(256);
	expect(model.description.warnings.join()).toContain("256");
	await model.close();
	await withModel(tinyModel(), async ({ description }) => {
		expect(description.warnings).toEqual([]);
		expect(description).toMatchObject({ architecture: "llama", quantisation: "F32", addsBos: true, engine: "llama" });
	});
});
