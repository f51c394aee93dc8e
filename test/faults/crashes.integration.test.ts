/** Engines that crash, end or stop at every so-manieth question: the answers are those of a sound one. */
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Outcome } from "../../src/core/model/answer.ts";
import type { Question } from "../../src/core/model/question.ts";
import { openEngine } from "../../src/engine/client/openEngine.ts";
import { LlamaModel } from "../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { builtKernel } from "../engine/builtKernel.ts";
import { ask, embed, generate, score, tokenize } from "../engine/contract.ts";
import { tinyModel } from "../engine/tinyModel.ts";
import { sampleOr } from "./form.ts";

/** Long enough for an engine on a busy machine to answer a ping. */
const SILENCE_MS = 3000;
const HANG_LIMIT = 300_000;

const file = tinyModel();
const questions: Question[] = Array.from({ length: sampleOr(40, 120) }, (_, i) => {
	const text = `Number ${i}. ${"The other one was there before. ".repeat(1 + (i % 5))}`;
	return [score(text, { top: 3 }), score(text), generate(text), tokenize(text), embed(text)][i % 5] as Question;
});
let expected: readonly Outcome[];

beforeAll(async () => {
	await builtKernel();
	const sound = await LlamaModel.open(file, DETERMINISTIC);
	expected = await ask(sound, questions);
	await sound.close();
});

afterEach(() => {
	delete process.env["PALIMPSEST_ENGINE"];
	delete process.env["FAULT"];
});

describe.each([
	{ how: "SIGKILL", every: sampleOr<number[]>([7], [2, 3, 5, 7, 11, 50]) },
	{ how: "SIGABRT", every: sampleOr<number[]>([9], [2, 3, 9]) },
	{ how: "SIGSEGV", every: sampleOr<number[]>([20], [4, 20]) },
	{ how: "exit", every: sampleOr<number[]>([11], [2, 11]) },
	{ how: "SIGSTOP", every: sampleOr<number[]>([30], [10, 40]) },
])("an engine with $how", ({ how, every }) => {
	test.each(every.map((n) => ({ n })))(
		"instead of answer $n answers as a sound one does",
		async ({ n }) => {
			process.env["PALIMPSEST_ENGINE"] = join(import.meta.dirname, "faultyEngine.ts");
			process.env["FAULT"] = JSON.stringify({ every: n, how });
			const model = await openEngine(file, DETERMINISTIC, { patience: { silenceMs: SILENCE_MS } });
			try {
				expect(await ask(model, questions)).toEqual(expected);
				expect(model.crashes).toBeGreaterThanOrEqual(Math.floor(questions.length / n));
			} finally {
				await model.close();
			}
		},
		HANG_LIMIT,
	);
});
