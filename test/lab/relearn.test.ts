import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Document } from "../../src/core/corpus/document.ts";
import type { TrainedCopy } from "../../src/core/model/trainer.ts";
import { modelFile } from "../../src/lab/gguf/modelFile.ts";
import { readModel } from "../../src/lab/gguf/readModel.ts";
import { labTrainer } from "../../src/lab/relearn.ts";
import { initialWeights } from "../../src/lab/weights.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { TINY_TEXT, tinyShape, tinyTokenizer } from "./tinyModel.ts";

let folder: string;
beforeEach(() => {
	folder = temporaryFolder();
});
const weights = initialWeights(tinyShape, 1);
const model = { shape: tinyShape, merges: tinyTokenizer.merges, weights };
const write = (name: string, type: "F32" | "F16" | "Q8_0") => {
	const file = join(folder, name);
	writeFileSync(file, modelFile(model, type, "tiny"));
	return file;
};

describe("a model read back from its file", () => {
	test("is the one that was written", async () => {
		const read = await readModel(write("whole.gguf", "F32"));
		expect(read.merges).toEqual(model.merges);
		expect({ ...read.shape, epsilon: Math.fround(1e-5) }).toEqual({ ...tinyShape, epsilon: Math.fround(1e-5) });
		expect(read.weights).toEqual(weights);
	});

	test("has half the digits at half the precision", async () => {
		const read = await readModel(write("half.gguf", "F16"));
		const [name, { data }] = Object.entries(weights)[0] as [string, (typeof weights)[string]];
		// A half has eleven significant bits.
		data.slice(0, 50).forEach((value, i) => {
			expect(Math.abs((read.weights[name]?.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(Math.abs(value) / 2048);
		});
	});

	test("is refused when it is quantised, or no model of the lab's at all", async () => {
		await expect(readModel(write("small.gguf", "Q8_0"))).rejects.toThrow(
			/small\.gguf is not a model that the lab wrote/,
		);
		writeFileSync(join(folder, "text.gguf"), "This is no model.");
		await expect(readModel(join(folder, "text.gguf"))).rejects.toThrow(/not a model that the lab wrote/);
	});

	test("is refused when it is larger than a file that can be read at once", async () => {
		const file = write("large.gguf", "F16");
		// A hole, which takes no room.
		truncateSync(file, 3 * 2 ** 30);
		await expect(readModel(file)).rejects.toThrow(/large\.gguf is not a model that the lab wrote/);
	});
});

describe("the lab's trainer", () => {
	const documents: readonly Document[] = [
		{
			path: "a.txt",
			text: TINY_TEXT.slice(0, 120),
			sha256: "a",
			questions: [{ question: "What failed?", answer: "the lamp" }],
		},
		{ path: "b.txt", text: TINY_TEXT.slice(120, 240), sha256: "b", questions: [] },
	];
	const train = async (at: readonly number[], more: object = {}) => {
		const file = write("base.gguf", "F32");
		const task = { model: { file }, documents, at, seed: 1, folder: join(folder, "copies") };
		const signal = new AbortController().signal;
		const copies: TrainedCopy[] = [];
		for await (const copy of labTrainer.train({ ...task, signal, ...more })) copies.push(copy);
		return copies;
	};

	test("moves the weights further with every step, the same way every time", async () => {
		const copies = await train([1, 3]);
		expect(copies.map(({ steps }) => steps)).toEqual([1, 3]);
		const distance = async (file: string) => {
			const { weights: now } = await readModel(file);
			return Object.entries(weights).reduce(
				(sum, [name, { data }]) => data.reduce((s, x, i) => s + Math.abs(x - (now[name]?.data[i] ?? 0)), sum),
				0,
			);
		};
		const [one, three] = [await distance(copies[0]?.file ?? ""), await distance(copies[1]?.file ?? "")];
		expect(one).toBeGreaterThan(0);
		expect(three).toBeGreaterThan(one);
		// Reached by another way, in another folder: bit for bit the same.
		const [alone] = await train([3], { folder: join(folder, "again") });
		expect(readFileSync(alone?.file ?? "").subarray(-4096)).toEqual(
			readFileSync(copies[1]?.file ?? "").subarray(-4096),
		);
	});

	test("makes no copy twice, and other copies for other documents or seeds", async () => {
		const [first] = await train([1]);
		const { mtimeMs } = statSync(first?.file ?? "");
		expect(await train([1])).toEqual([first]);
		expect(statSync(first?.file ?? "").mtimeMs).toBe(mtimeMs);
		const [seeded] = await train([1], { seed: 2 });
		const [taught] = await train([1], { documents: documents.slice(0, 1) });
		expect(new Set([first, seeded, taught].map((copy) => copy?.file)).size).toBe(3);
	});

	test("says so before it takes steps, and can be held back then", async () => {
		let said = 0;
		await train([1, 2], { onTraining: () => said++ });
		expect(said).toBe(1);
		await train([1, 2], { onTraining: () => said++ });
		expect(said).toBe(1);
		const onTraining = () => {
			throw new Error("not now");
		};
		await expect(train([1, 3], { onTraining })).rejects.toThrow("not now");
	});

	test("trains nothing that is run with adapters", async () => {
		const model = { file: write("base.gguf", "F32"), adapters: [{ file: "a.gguf", scale: 1 }] };
		await expect(train([1], { model })).rejects.toThrow(/no model that is run with adapters/);
	});
});
