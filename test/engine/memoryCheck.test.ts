import { describe, expect, test } from "vitest";
import { checkMemory, type MemoryNeed } from "../../src/engine/memoryCheck.ts";

/** Four layers of 1 GB and 0.5 GB of cache each, an output of 2 GB, embeddings of 1 GB: 0.5 GB to compute, 0.1 of logits. */
const NEED: MemoryNeed = {
	layers: Array.from({ length: 4 }, () => ({ weights: 1e9, cache: 0.5e9 })),
	output: 2e9,
	rest: 1e9,
	compute: 0.5e9,
	logits: 0.1e9,
};
const FILE = "/models/huge.gguf";

function refusal(need: MemoryNeed, gpu: Parameters<typeof checkMemory>[2], free: number) {
	try {
		checkMemory(FILE, need, gpu, free);
		return undefined;
	} catch (error) {
		return error;
	}
}

describe("on the processor", () => {
	test("everything is in the machine's memory: 4 x 1.5 + 2 + 1 + 0.5 + 0.1", () => {
		expect(refusal(NEED, undefined, 9.6e9)).toBeUndefined();
		expect(refusal(NEED, undefined, 9.5e9)).toMatchObject({
			code: "input",
			message: "huge.gguf needs about 9.6 GB of memory and 9.5 GB are free.",
			remedy: expect.stringContaining("smaller quantisation"),
		});
	});

	test("a context that was asked for is said how short it would have to be", () => {
		// 7.6 without the cache; 1 GB is left of 2 GB for 8192 tokens.
		const context = { tokens: 8192, bytes: 2e9 };
		expect(refusal({ ...NEED, context }, undefined, 8.6e9)).toMatchObject({
			message:
				"huge.gguf needs about 9.6 GB of memory and 8.6 GB are free: a context of 4096 tokens instead of 8192 would fit.",
		});
		// Not even the weights fit.
		expect(refusal({ ...NEED, context }, undefined, 7e9)).toMatchObject({
			message: "huge.gguf needs about 9.6 GB of memory and 7.0 GB are free.",
		});
	});

	test("numbers of a damaged header that are none refuse the file, and small ones are in MB", () => {
		expect(refusal({ ...NEED, rest: Number.NaN }, undefined, 1e12)).toMatchObject({ code: "input" });
		expect(refusal({ ...NEED, layers: [], output: 0, rest: 0 }, undefined, 5e6)).toMatchObject({
			message: "huge.gguf needs about 600 MB of memory and 5 MB are free.",
		});
	});
});

describe("on a GPU", () => {
	const room = (layers: number, free: number, shared = false) => ({ layers, free, shared });

	test("the output goes first, then the last layers: 2 + 0.5, and 1.5 for each", () => {
		expect(refusal(NEED, room(-1, 8.5e9), 1.6e9)).toBeUndefined();
		expect(refusal(NEED, room(-1, 8.4e9), 64e9)).toMatchObject({
			code: "input",
			message: "huge.gguf needs about 8.5 GB on the GPU and 8.4 GB are free: 4 of 5 layers would fit.",
			remedy: "Use `--gpu 4`, or choose a smaller model or a smaller quantisation.",
		});
		expect(refusal(NEED, room(3, 5.4e9), 64e9)).toMatchObject({
			message: "huge.gguf needs about 5.5 GB on the GPU and 5.4 GB are free: 2 of 5 layers would fit.",
		});
		expect(refusal(NEED, room(3, 5.5e9), 64e9)).toBeUndefined();
		expect(refusal(NEED, room(99, 8.5e9), 64e9)).toBeUndefined();
	});

	test("when not even the output fits, the processor is named", () => {
		expect(refusal(NEED, room(-1, 1e9), 64e9)).toMatchObject({
			message: "huge.gguf needs about 8.5 GB on the GPU and 1.0 GB are free: not one of 5 layers would fit.",
			remedy: "Use `--gpu cpu`, or choose a smaller model or a smaller quantisation.",
		});
		expect(refusal(NEED, room(0, 0), 9.6e9)).toBeUndefined();
	});

	test("what stays on the processor must fit there: 1 + 2 x 1.5 + 0.5 + 0.1 beside three layers on the GPU", () => {
		expect(refusal(NEED, room(3, 8e9), 4.6e9)).toBeUndefined();
		expect(refusal(NEED, room(3, 8e9), 4.5e9)).toMatchObject({
			message: "huge.gguf needs about 4.6 GB of memory and 4.5 GB are free.",
		});
	});

	test("a GPU without memory of its own takes the machine's: 1 + 0.5 + 0.1 and 8.5", () => {
		expect(refusal(NEED, room(-1, 64e9, true), 10.1e9)).toBeUndefined();
		expect(refusal(NEED, room(-1, 64e9, true), 10e9)).toMatchObject({ message: expect.stringContaining("10.1 GB") });
	});
});
