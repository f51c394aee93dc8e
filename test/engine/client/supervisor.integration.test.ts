/** What the supervisor does with an engine that is stopped, and with a caller who goes while it is being replaced. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Answered } from "../../../src/core/model/languageModel.ts";
import { openEngine } from "../../../src/engine/client/openEngine.ts";
import type { SupervisedModel } from "../../../src/engine/client/supervisedModel.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { ask, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";
import { goneWithin } from "./processes.ts";

beforeAll(builtKernel);

const file = tinyModel();
const FOREVER = 2 ** 30;
/** Short enough for a test, and long enough for an engine on a busy machine. */
const SILENCE_MS = 3000;
const questions = Array.from({ length: 40 }, (_, i) => score(`Number ${i}. ${"The other one was there. ".repeat(12)}`));
const open: SupervisedModel[] = [];
async function opened(patience: Parameters<typeof openEngine>[2], engine?: string): Promise<SupervisedModel> {
	if (engine) process.env["PALIMPSEST_ENGINE"] = resolve(import.meta.dirname, engine);
	process.env["PALIMPSEST_TEST_MARK"] = join(mkdtempSync(join(tmpdir(), "palimpsest-mark-")), "first");
	const model = await openEngine(file, DETERMINISTIC, patience);
	open.push(model);
	return model;
}
afterEach(async () => {
	await Promise.all(open.splice(0).map((model) => model.close()));
	for (const name of ["PALIMPSEST_ENGINE", "PALIMPSEST_TEST_MARK", "PALIMPSEST_TEST_DELAY"]) delete process.env[name];
});

describe("an engine that is stopped", () => {
	test("is noticed, killed and replaced, and everything is answered as if nothing had happened", async () => {
		const undisturbed = await LlamaModel.open(file, DETERMINISTIC);
		const expected = await ask(undisturbed, questions);
		await undisturbed.close();

		const model = await opened({ patience: { silenceMs: SILENCE_MS } });
		const first = model.processId as number;
		const answers: Answered[] = [];
		for await (const answered of model.answer(questions)) {
			answers.push(answered);
			if (answers.length === 3) process.kill(first, "SIGSTOP");
		}
		expect(model.crashes).toBeGreaterThan(0);
		expect(await goneWithin(first, 1000)).toBe(true);
		const outcomes = [...answers].sort((a, b) => a.index - b.index).map(({ outcome }) => outcome);
		expect(outcomes).toEqual(expected);
	});

	test("while it loads is replaced too", async () => {
		const model = await opened({ patience: { silenceMs: SILENCE_MS } }, "stoppedAtLoad.ts");
		expect(await ask(model, questions.slice(0, 1))).toMatchObject([{ kind: "score" }]);
		expect(await goneWithin(Number(readFileSync(process.env["PALIMPSEST_TEST_MARK"] as string, "utf8")), 1000)).toBe(
			true,
		);
	});

	test("closes within a second all the same", async () => {
		const model = await opened({});
		const id = model.processId as number;
		process.kill(id, "SIGSTOP");
		const started = Date.now();
		await model.close();
		expect(Date.now() - started).toBeLessThan(1000);
		expect(await goneWithin(id, 1000)).toBe(true);
	});
});

describe.each([
	["waits to be restarted", "fragileEngine.ts", { delays: [FOREVER] }],
	["is being restarted", "slowToLoad.ts", { delays: [0] }],
])("while an engine %s", (_, engine, patience) => {
	async function replaced() {
		process.env["PALIMPSEST_TEST_DELAY"] = String(FOREVER);
		const model = await opened({ patience }, engine);
		process.kill(model.processId as number, "SIGKILL");
		await goneWithin(model.processId as number, 5000);
		return model;
	}

	test("closing ends the questions and leaves no process", async () => {
		const model = await replaced();
		const asked = ask(model, questions);
		await sleep(300);
		const id = model.processId as number;
		const started = Date.now();
		await model.close();
		expect(await asked).toEqual([]);
		expect(Date.now() - started).toBeLessThan(1000);
		expect(await goneWithin(id, 1000)).toBe(true);
		expect(await ask(model, questions)).toEqual([]);
	});

	test("cancelling ends the questions at once", async () => {
		const model = await replaced();
		const controller = new AbortController();
		const asked = ask(model, questions, controller.signal);
		await sleep(300);
		const started = Date.now();
		controller.abort();
		expect(await asked).toEqual([]);
		expect(Date.now() - started).toBeLessThan(1000);
	});
});

test("who asks after a cancelled restart gets the engine that was being started", async () => {
	process.env["PALIMPSEST_TEST_DELAY"] = "1500";
	const model = await opened({ patience: { delays: [0] } }, "slowToLoad.ts");
	const [before] = await ask(model, questions.slice(0, 1));
	process.kill(model.processId as number, "SIGKILL");
	await goneWithin(model.processId as number, 5000);
	const controller = new AbortController();
	const asked = ask(model, questions, controller.signal);
	await sleep(200);
	controller.abort();
	expect(await asked).toEqual([]);
	const id = model.processId;
	expect(await ask(model, questions.slice(0, 1))).toEqual([before]);
	expect([model.processId, model.crashes]).toEqual([id, 1]);
});

test("an engine whose restarts are refused answers again when they no longer are", async () => {
	const model = await opened({ patience: { delays: [0] } }, "refusedOnce.ts");
	const [before] = await ask(model, questions.slice(0, 1));
	process.kill(model.processId as number, "SIGKILL");
	await goneWithin(model.processId as number, 5000);
	await expect(ask(model, questions)).rejects.toMatchObject({ name: "Problem", message: "Not now." });
	expect(await ask(model, questions.slice(0, 1))).toEqual([before]);
});
