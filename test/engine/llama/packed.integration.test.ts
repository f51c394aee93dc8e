import { beforeAll, describe, expect, test } from "vitest";
import type { GenerateAnswer, Outcome, ScoreAnswer } from "../../../src/core/model/answer.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC, type EngineSettings } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { ask, describeContract, generate, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";

const THROUGHPUT: EngineSettings = { ...DETERMINISTIC, numericMode: "throughput" };

beforeAll(builtKernel);

describeContract("the packed engine", () => LlamaModel.open(tinyModel(), THROUGHPUT), { tolerance: 1e-2 });

const WORDS = "the harbour office moved to an upper floor and three old ledgers went with it in spring".split(" ");
const words = (count: number, seed: number): string =>
	Array.from({ length: count }, (_, i) => WORDS[(seed * 7 + i * (1 + (seed % 5))) % WORDS.length]).join(" ");

async function asked(settings: EngineSettings, questions: readonly Question[], file = tinyModel()) {
	let decoded = 0;
	const model = await LlamaModel.open(file, settings, { onDecoded: (tokens) => (decoded += tokens) });
	decoded = 0;
	try {
		return { outcomes: await ask(model, questions), decoded };
	} finally {
		await model.close();
	}
}

/** Largest difference of log p between two answers to one question. */
function furthest(a: Outcome | undefined, b: Outcome | undefined): number {
	const [x, y] = [a as ScoreAnswer, b as ScoreAnswer];
	expect(x.ids).toEqual(y.ids);
	return x.logp.reduce((most, value, i) => Math.max(most, Math.abs(value - (y.logp[i] as number))), 0);
}

describe("packed questions", () => {
	const prefix = words(60, 1);
	const scores = [
		...Array.from({ length: 70 }, (_, i) => score(`${prefix} ${words(3 + (i % 9), i)}`, { scoredFrom: prefix.length })),
		...Array.from({ length: 30 }, (_, i) => score(words(4 + i, 100 + i), { top: 2 })),
		score(""),
	];

	test("score within a hundredth of what each scores alone", async () => {
		const [packed, alone] = [await asked(THROUGHPUT, scores), await asked(DETERMINISTIC, scores)];
		for (const i of scores.keys()) expect(furthest(packed.outcomes[i], alone.outcomes[i])).toBeLessThan(1e-2);
		// The shared prefix is decoded once a wave, not once a question.
		expect(packed.decoded).toBeLessThan(1.3 * alone.decoded);
	});

	test("write what each writes alone, whatever ends them", async () => {
		const questions = Array.from({ length: 80 }, (_, i) =>
			generate(words(2 + (i % 30), i), {
				maxTokens: i % 7,
				stop: i % 3 === 0 ? ["e"] : [],
				...(i % 2 === 0 ? {} : { sampling: { temperature: 0.9, topK: i % 4 === 1 ? 12 : 0, topP: 0.95, seed: i } }),
			}),
		);
		const [packed, alone] = [await asked(THROUGHPUT, questions), await asked(DETERMINISTIC, questions)];
		const same = questions.filter((_, i) => {
			const [a, b] = [packed.outcomes[i] as GenerateAnswer, alone.outcomes[i] as GenerateAnswer];
			return a.text === b.text && a.finish === b.finish && a.ids.length === b.ids.length;
		});
		// A near tie may fall the other way, and everything after it.
		expect(same.length).toBeGreaterThanOrEqual(questions.length - 3);
	});

	test("fail alone where a number is not finite", async () => {
		const width = 64;
		const file = tinyModel({
			untied: true,
			edit: (name, data) => {
				if (name === "token_embd.weight")
					data.fill(Number.NaN, "z".charCodeAt(0) * width, ("z".charCodeAt(0) + 1) * width);
			},
		});
		const questions = [
			...["a boat", "a z boat", "an oar"].map((text) => score(text)),
			...["a sail", "a z", "two"].map((prompt) => generate(prompt, { maxTokens: 3 })),
			score("after all"),
		];
		const { outcomes } = await asked(THROUGHPUT, questions, file);
		expect(outcomes.map((outcome) => (outcome.kind === "failure" ? outcome.code : outcome.kind))).toEqual([
			"score",
			"not-finite",
			"score",
			"generate",
			"not-finite",
			"generate",
			"score",
		]);
	});

	test("stop when cancelled, and the model goes on with the next", async () => {
		const model = await LlamaModel.open(tinyModel(), THROUGHPUT);
		for (const questions of [scores, scores.map(({ text }) => generate(`${text} x`, { maxTokens: 20 }))]) {
			const controller = new AbortController();
			let answered = 0;
			for await (const _ of model.answer(questions, controller.signal)) {
				if (++answered === 3) controller.abort();
			}
			expect(answered).toBeLessThan(questions.length);
			expect((await ask(model, [scores[0] as Question]))[0]?.kind).toBe("score");
		}
		await model.close();
	});

	test("fit into the smallest budget, one context", async () => {
		const small = { ...THROUGHPUT, cacheBytes: 0, contextLength: 512 };
		const questions = [...scores.slice(0, 20), score(words(400, 5))];
		const { outcomes } = await asked(small, questions);
		expect(outcomes.slice(0, 20).every(({ kind }) => kind === "score")).toBe(true);
		expect(outcomes[20]).toMatchObject({ kind: "failure", code: "context-overflow" });
	});
});
