import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AdapterSpec } from "../../../src/core/audit/request.ts";
import type { Answered } from "../../../src/core/model/languageModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { openEngine } from "../../../src/engine/client/openEngine.ts";
import type { SupervisedModel } from "../../../src/engine/client/supervisedModel.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { Rng } from "../../../src/lab/rng.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { ask, describeContract, generate, score } from "../contract.ts";
import { tinyAdapter } from "../tinyAdapter.ts";
import { tinyModel } from "../tinyModel.ts";
import { goneWithin, isAlive } from "./processes.ts";

beforeAll(builtKernel);

const file = tinyModel();
const open: SupervisedModel[] = [];
async function opened(...args: Parameters<typeof openEngine>): Promise<SupervisedModel> {
	const model = await openEngine(...args);
	open.push(model);
	return model;
}
afterEach(async () => {
	await Promise.all(open.splice(0).map((model) => model.close()));
	delete process.env.PALIMPSEST_ENGINE;
});

describeContract("an engine process", () => openEngine(file));

test("adapters keep their scales in the engine that replaces a dead one", async () => {
	const adapters = [{ file: tinyAdapter(), scale: 1 }];
	const question = score("The other one was there before.");
	const half = await LlamaModel.open(file, DETERMINISTIC, {
		adapters: [{ ...adapters[0], scale: 0.5 } as AdapterSpec],
	});
	const expected = await ask(half, [question]);
	await half.close();

	const model = await opened(file, DETERMINISTIC, { adapters });
	expect(await ask(model, [question])).not.toEqual(expected);
	await model.adapt([0.5]);
	expect(await ask(model, [question])).toEqual(expected);
	process.kill(model.processId as number, "SIGKILL");
	await goneWithin(model.processId as number, 5000);
	expect(await ask(model, [question])).toEqual(expected);
	expect(model.crashes).toBe(1);
	await expect(model.adapt([1, 2])).rejects.toThrow("2 scales were given for 1 LoRA adapters.");
	await expect(opened(file, DETERMINISTIC, { adapters: [{ file, scale: 1 }] })).rejects.toThrow(
		"is a model and no adapter",
	);
});

describe("an engine that is killed", () => {
	const questions: Question[] = Array.from({ length: 60 }, (_, i) =>
		i % 10 === 9
			? generate(`Question ${i}.`, { maxTokens: 20 })
			: score(`Number ${i}. ${"The other one was there before, in the morning. ".repeat(8)}`),
	);

	test("is replaced, and everything is answered as if nothing had happened", async () => {
		const undisturbed = await LlamaModel.open(file, DETERMINISTIC);
		const expected = await ask(undisturbed, questions);
		await undisturbed.close();

		const model = await opened(file);
		const rng = new Rng(7);
		const kills = new Set(Array.from({ length: 5 }, () => rng.below(questions.length)));
		const answers: Answered[] = [];
		for await (const answered of model.answer(questions)) {
			answers.push(answered);
			if (kills.has(answers.length)) process.kill(model.processId as number, "SIGKILL");
		}
		expect(model.crashes).toBeGreaterThan(0);
		expect(answers.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...questions.keys()]);
		const outcomes = [...answers].sort((a, b) => a.index - b.index).map(({ outcome }) => outcome);
		expect(outcomes).toEqual(expected);
	});

	test("is replaced by one of its kind, or numbers would change in the middle of a run", async () => {
		process.env.PALIMPSEST_ENGINE = resolve(import.meta.dirname, "fallingBackEngine.ts");
		process.env.PALIMPSEST_TEST_MARK = join(mkdtempSync(join(tmpdir(), "palimpsest-mark-")), "opened");
		const model = await opened(file);
		const before = await ask(model, [score("The other one.")]);
		process.kill(model.processId as number, "SIGKILL");
		expect(await ask(model, [score("The other one.")])).toEqual(before);
		expect([model.crashes, model.description.engine]).toEqual([1, "llama"]);
	});

	test("between two sets of questions is replaced too", async () => {
		const model = await opened(file);
		const [before] = await ask(model, [score("Once more.")]);
		process.kill(model.processId as number, "SIGKILL");
		await sleep(100);
		expect(await ask(model, [score("Once more.")])).toEqual([before]);
		expect(model.crashes).toBe(1);
	});
});

describe("a question that kills the engine", () => {
	test("fails alone after three crashes, and the run goes on", async () => {
		process.env.PALIMPSEST_ENGINE = resolve(import.meta.dirname, "fragileEngine.ts");
		const model = await opened(file, DETERMINISTIC, { patience: { delays: [] } });
		const questions = Array.from({ length: 20 }, (_, i) => score(i === 13 ? "deadly" : `harmless ${i}`));
		const outcomes = await ask(model, questions);
		expect(outcomes.length).toBe(20);
		outcomes.forEach((outcome, i) => {
			if (i === 13) expect(outcome).toMatchObject({ kind: "failure", code: "engine" });
			else expect(outcome).toMatchObject({ kind: "score" });
		});
		expect((outcomes[13] as { message: string }).message).not.toContain("deadly");
		// Halving 20 questions takes five crashes to reach one, which then gets three of its own.
		expect(model.crashes).toBeLessThanOrEqual(8);
	});

	test("ends the run when there is nothing but such questions", async () => {
		process.env.PALIMPSEST_ENGINE = resolve(import.meta.dirname, "fragileEngine.ts");
		const model = await opened(file, DETERMINISTIC, { patience: { delays: [] } });
		const questions = Array.from({ length: 8 }, () => score("deadly"));
		await expect(ask(model, questions)).rejects.toMatchObject({ name: "Problem", code: "engine" });
	});
});

describe("an engine that cannot start", () => {
	test("is a Problem", async () => {
		process.env.PALIMPSEST_ENGINE = resolve(import.meta.dirname, "nowhere.ts");
		await expect(openEngine(file)).rejects.toMatchObject({ name: "Problem", code: "engine" });
	});

	test("is a Problem when loading was cancelled", async () => {
		const controller = new AbortController();
		const opening = openEngine(file, DETERMINISTIC, { signal: controller.signal });
		controller.abort();
		await expect(opening).rejects.toMatchObject({ name: "Problem", code: "cancelled" });
	});
});

test("closes within a second, also while it answers", async () => {
	const model = await opened(file);
	const id = model.processId as number;
	const asked = ask(
		model,
		Array.from({ length: 300 }, (_, i) => score(`${i} ${"and more ".repeat(60)}`)),
	);
	await sleep(200);
	const start = Date.now();
	await model.close();
	expect(Date.now() - start).toBeLessThan(1000);
	expect(isAlive(id)).toBe(false);
	await asked;
});

test("says how many tokens it has decoded", async () => {
	let tokens = 0;
	const model = await opened(file, DETERMINISTIC, { onDecoded: (n) => (tokens += n) });
	await ask(model, [score("The boats came in before noon.")]);
	const { ids } = (
		await ask(model, [{ kind: "tokenize", role: "target", text: "The boats came in before noon." }])
	)[0] as {
		ids: Int32Array;
	};
	// BOS and all but the last token.
	expect(tokens).toBe(ids.length);
});

test("an engine does not outlive a parent that is killed", async () => {
	const parent = spawn(process.execPath, [resolve(import.meta.dirname, "parentOfEngine.ts"), file], {
		stdio: ["ignore", "pipe", "inherit"],
	}) as ChildProcess;
	const engine = await new Promise<number>((found) => parent.stdout?.once("data", (line) => found(Number(line))));
	expect(isAlive(engine)).toBe(true);
	parent.kill("SIGKILL");
	expect(await goneWithin(engine, 2000)).toBe(true);
});
