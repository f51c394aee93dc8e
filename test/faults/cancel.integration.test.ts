/** Cancelling and closing in the middle of the work. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { Question } from "../../src/core/model/question.ts";
import { openEngine } from "../../src/engine/client/openEngine.ts";
import { LlamaModel } from "../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC, type EngineSettings } from "../../src/protocol/engine.ts";
import { builtKernel } from "../engine/builtKernel.ts";
import { isAlive } from "../engine/client/processes.ts";
import { ask, embed, generate, score } from "../engine/contract.ts";
import { tinyModel } from "../engine/tinyModel.ts";

beforeAll(builtKernel);

const TEXT = "The other one was there before, in the morning. ".repeat(20);
const KINDS: Readonly<Record<string, (i: number) => Question>> = {
	scores: (i) => score(`${i} ${TEXT}`),
	continuations: (i) => generate(`${i} ${TEXT}`, { maxTokens: 200 }),
	embeddings: (i) => embed(`${i} ${TEXT}`),
};
const MODES: readonly EngineSettings["numericMode"][] = ["deterministic", "throughput"];
const cases = Object.keys(KINDS).flatMap((kind) => MODES.map((mode) => ({ kind, mode })));

describe.each(cases)("$kind in $mode mode", ({ kind, mode }) => {
	const questions = Array.from({ length: 100 }, (_, i) => KINDS[kind]?.(i) as Question);

	test("begin no batch after they were cancelled", async () => {
		const controller = new AbortController();
		let decodes = 0;
		let late = 0;
		const onDecoded = () => {
			decodes++;
			if (controller.signal.aborted) late++;
			if (decodes === 5) controller.abort();
		};
		const model = await LlamaModel.open(tinyModel(), { ...DETERMINISTIC, numericMode: mode }, { onDecoded });
		for await (const _ of model.answer(questions, controller.signal));
		expect(decodes).toBeGreaterThanOrEqual(5);
		// The one that had begun when the flag was raised: its words come after.
		expect(late).toBeLessThanOrEqual(1);
		const before = decodes;
		await sleep(100);
		expect(decodes).toBe(before);
		await model.close();
	});
});

describe("an engine in a long decode", () => {
	/** One decode of 2,048 tokens takes it several seconds. */
	const slow = tinyModel({ width: 768, layers: 8, context: 4096 }, "slow.gguf");
	const settings = { ...DETERMINISTIC, batch: 2048 };
	const long = Array.from({ length: 20 }, (_, i) => score(`${i} ${"The same again. ".repeat(300)}`));

	test("that is cancelled is idle after it, and answers the next question", async () => {
		const model = await openEngine(slow, settings);
		const controller = new AbortController();
		const asked = ask(model, long, controller.signal);
		await sleep(300);
		const started = Date.now();
		controller.abort();
		expect((await asked).length).toBeLessThan(long.length);
		expect(Date.now() - started).toBeLessThan(1000);
		// The answer waits for the decode under way and for nothing else.
		expect(await ask(model, [score("Next.")])).toMatchObject([{ kind: "score" }]);
		if (process.platform === "linux") {
			const before = cpuTicks(model.processId as number);
			await sleep(500);
			expect(cpuTicks(model.processId as number) - before).toBeLessThan(10);
		}
		await model.close();
	});

	test("closes within a second and gives its memory back", async () => {
		const model = await openEngine(slow, settings);
		const id = model.processId as number;
		const asked = ask(model, long);
		await sleep(300);
		const started = Date.now();
		await model.close();
		expect(Date.now() - started).toBeLessThan(1000);
		// With the process all its memory is gone.
		expect(isAlive(id)).toBe(false);
		await asked;
	});
});

/** Processor time a process has used, in hundredths of a second. */
function cpuTicks(id: number): number {
	const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
	return Number(fields[11]) + Number(fields[12]);
}
