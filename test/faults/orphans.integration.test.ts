/** An engine whose parent is killed ends within two seconds, whatever it is doing. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { builtKernel } from "../engine/builtKernel.ts";
import { goneWithin, isAlive } from "../engine/client/processes.ts";
import { tinyModel } from "../engine/tinyModel.ts";
import { sampleOr } from "./form.ts";

/** Node's own start comes on top when an engine is orphaned while it starts. */
const START_MS = 10_000;
const LIMIT_MS = 2000;

beforeAll(builtKernel);

/** One decode of 2,048 tokens takes it several seconds. */
const slow = tinyModel({ width: 768, layers: 8, context: 4096 }, "slow.gguf");

async function orphan(when: string, delayMs: number): Promise<number> {
	const script = join(import.meta.dirname, "forkingParent.ts");
	const parent: ChildProcess = spawn(process.execPath, [script, slow, when], { stdio: ["ignore", "pipe", "inherit"] });
	const engine = await new Promise<number>((found) => parent.stdout?.once("data", (line) => found(Number(line))));
	await sleep(delayMs);
	expect(isAlive(engine)).toBe(true);
	parent.kill("SIGKILL");
	return engine;
}

describe("an engine whose parent is killed", () => {
	test("in the middle of a long decode ends within two seconds", async () => {
		expect(await goneWithin(await orphan("decoding", 0), LIMIT_MS)).toBe(true);
	});

	test.each(sampleOr([0, 60], [0, 20, 40, 60, 80, 100, 150, 200]))(
		"while it loads, after %d ms, ends within two seconds",
		async (delayMs) => {
			expect(await goneWithin(await orphan("loading", delayMs), LIMIT_MS)).toBe(true);
		},
	);

	test.each(sampleOr([0, 40], [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 140]))(
		"while it starts, after %d ms, ends as soon as it runs",
		async (delayMs) => {
			expect(await goneWithin(await orphan("starting", delayMs), START_MS)).toBe(true);
		},
	);
});
