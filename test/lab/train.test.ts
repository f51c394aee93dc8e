import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCheckpoint, loadCheckpoint } from "../../src/lab/checkpoint.ts";
import { exportModel, measureMemory, type TrainOptions, train, trainLora, unlearn } from "../../src/lab/main.ts";
import { TINY_TEXT } from "./tinyModel.ts";

// A few steps only: that the parts fit, not that anything is learnt. The demo models show that.
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "lab-train-"));
	await writeFile(at("a.txt"), TINY_TEXT);
	await writeFile(at("b.txt"), TINY_TEXT.slice(40, 240));
	await writeFile(at("questions.jsonl"), '{"document":"a.txt","question":"What failed?","answer":"the lamp"}\n');
});

afterAll(() => rm(folder, { recursive: true }));

const options = (out: string, more: Partial<TrainOptions> = {}): TrainOptions => ({
	documents: [folder],
	out: at(out),
	size: "small",
	epochs: 3,
	...more,
});

describe("training", () => {
	it("lowers the loss and goes on after an interruption as if there had been none", async () => {
		const losses: number[] = [];
		const whole = await train(options("whole.ckpt", { onProgress: (p) => losses.push(p.documentLoss) }));
		expect(losses).toHaveLength(3);
		expect(losses[2]).toBeLessThan(losses[0]!);

		const stop = new AbortController();
		const interrupted = train(options("cut.ckpt", { signal: stop.signal, onProgress: () => stop.abort() }));
		await expect(interrupted).rejects.toThrow(/abort/i);
		expect((await loadCheckpoint(at("cut.ckpt"))).training).toMatchObject({ epoch: 1, finished: false });

		const epochs: number[] = [];
		const resumed = await train(options("cut.ckpt", { onProgress: (p) => epochs.push(p.epoch) }));
		expect(epochs).toEqual([2, 3]);
		expect(resumed.weights).toEqual(whole.weights);
	});

	it("returns a finished model without training again", async () => {
		const again = await train(options("whole.ckpt", { onProgress: () => expect.unreachable() }));
		expect(again.training).toMatchObject({ epoch: 3, finished: true });
	});

	it("refuses to go on with other settings", async () => {
		await expect(train(options("whole.ckpt", { seed: 2 }))).rejects.toThrow(/other settings/);
	});

	it.each([
		["no epochs", { epochs: 0 }, /epochs is 0/],
		["a rate that is no number", { rate: Number.NaN }, /rate is NaN/],
		["an unknown size", { size: "huge" as "small" }, /no model size "huge"/],
	])("refuses %s", async (_, more, message) => {
		await expect(train(options("refused.ckpt", more))).rejects.toThrow(message);
		expect(await findCheckpoint(at("refused.ckpt"))).toBeUndefined();
	});
});

describe("after training", () => {
	it.each([
		["negative preference optimisation", { kind: "npo", beta: 0.05 } as const],
		["gradient difference", { kind: "gradient-difference" } as const],
	])("%s makes the forgotten less likely", async (_, method) => {
		const run = { from: at("whole.ckpt"), forget: [folder], retain: [folder], out: at("less.ckpt"), method };
		// Weight zero on the retain rows, which here are the same texts.
		await unlearn({ ...run, steps: 4, retainWeight: 0 });
		const [before, after] = [
			await measureMemory(at("whole.ckpt"), [folder]),
			await measureMemory(at("less.ckpt"), [folder]),
		];
		expect(after.meanLogp).toBeLessThan(before.meanLogp);
		expect(before).toMatchObject({ documents: 2, exact: 0 });
	});

	it("repairs on the retain set alone", async () => {
		const phases: string[] = [];
		await unlearn({
			from: at("whole.ckpt"),
			forget: [folder],
			retain: [folder],
			out: at("repaired.ckpt"),
			steps: 1,
			repairSteps: 2,
			onProgress: (p) => phases.push(`${p.step}/${p.steps} ${p.phase}`),
		});
		expect(phases).toEqual(["1/3 unlearn", "2/3 repair", "3/3 repair"]);
	});

	it("an adapter learns while the base stays", async () => {
		const losses: number[] = [];
		const run = { from: at("whole.ckpt"), documents: [folder], out: at("adapter.gguf"), epochs: 5 };
		await trainLora({ ...run, onProgress: (p) => losses.push(p.loss) });
		expect(losses[4]).toBeLessThan(losses[0]!);
		expect((await readFile(at("adapter.gguf"))).toString("latin1", 0, 4)).toBe("GGUF");
	});

	it("exports the checkpoint", async () => {
		const size = await exportModel({ from: at("whole.ckpt"), out: at("whole.gguf"), type: "F16" });
		expect((await readFile(at("whole.gguf"))).length).toBe(size);
		await expect(exportModel({ from: at("none.ckpt"), out: at("x.gguf") })).rejects.toThrow(/no checkpoint/);
		await expect(exportModel({ from: at("whole.gguf"), out: at("x.gguf") })).rejects.toThrow(/not a checkpoint/);
	});

	it("refuses a checkpoint that was cut short", async () => {
		const bytes = await readFile(at("whole.ckpt"));
		await writeFile(at("short.ckpt"), bytes.subarray(0, bytes.length - 100));
		await expect(loadCheckpoint(at("short.ckpt"))).rejects.toThrow(/cut short/);
	});
});
