import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { BindingsModel } from "../../../src/engine/bindings/bindingsModel.ts";
import { headerFacts } from "../../../src/engine/bindings/headerFacts.ts";
import { modelBytes } from "../../../src/engine/client/modelBytes.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { NativeModel } from "../../../src/engine/llama/nativeModel.ts";
import { memoryNeed } from "../../../src/engine/memoryNeed.ts";
import { DETERMINISTIC, type EngineSettings } from "../../../src/protocol/engine.ts";
import { tinyModel } from "../tinyModel.ts";

async function needOf(file: string, settings: Partial<EngineSettings> = {}) {
	const all = { ...DETERMINISTIC, ...settings };
	const model = await NativeModel.load(file, all);
	try {
		const need = memoryNeed(await model.facts(all), all);
		// The other engine reads the same from the same header.
		expect(memoryNeed(await headerFacts(file, all), all)).toEqual(need);
		return need;
	} finally {
		model.close();
	}
}

describe("what a model will need, from its header", () => {
	// Width 64, feed-forward 96, 2 heads, 288 tokens, weights of four bytes.
	const layer = 4 * (4 * 64 * 64 + 3 * 64 * 96 + 2 * 64);
	const embeddings = 4 * 288 * 64;

	test("is each layer's tensors, and keys and values of two bytes for every token of the context", async () => {
		const need = await needOf(tinyModel());
		expect(need.layers).toEqual([1, 2].map(() => ({ weights: layer, cache: 1024 * 2 * (64 + 64) })));
		expect(need.rest).toBe(embeddings);
		expect(need.output).toBe(4 * 64);
		expect(need.logits).toBe(2 * 4 * 288 * 128);
		// A batch of 128 by the scores of two heads and the mask over 1024 tokens, eight widths, two feed-forwards.
		expect(need.compute).toBe(4 * 128 * (3 * 1024 + 8 * 64 + 2 * 96));
		expect(need.context).toBeUndefined();
	});

	test("follows the settings", async () => {
		const file = tinyModel();
		const [usual, wide, short, flash] = [
			await needOf(file),
			await needOf(file, { kvType: "F32" }),
			await needOf(file, { contextLength: 256 }),
			await needOf(file, { flashAttention: true }),
		];
		const cache = usual.layers[0]?.cache ?? 0;
		expect(wide.layers[0]?.cache).toBe(2 * cache);
		expect(short.layers[0]?.cache).toBe(cache / 4);
		// Of what is computed, the vocabulary's 288 logits are fewer than two heads' scores and the mask of 256 tokens.
		expect(short.context).toEqual({ tokens: 256, bytes: (cache / 4) * 2 + 4 * 128 * 3 * 256 });
		expect(flash.compute).toBe(4 * 128 * (1024 + 8 * 64 + 2 * 96));
		const packed = await needOf(file, { numericMode: "throughput", cacheBytes: 64e6 });
		expect(packed.layers.reduce((sum, one) => sum + one.cache, 0)).toBeCloseTo(64e6, 0);
	});

	test("has an output of its own where the model has", async () => {
		const need = await needOf(tinyModel({ untied: true }));
		expect([need.rest, need.output]).toEqual([embeddings, embeddings + 4 * 64]);
	});
});

test("a context of two thousand million tokens is refused with its number before anything is allocated", async () => {
	const file = tinyModel({ context: 2_000_000_000 });
	const settings = { ...DETERMINISTIC, contextLength: 2_000_000_000 };
	const before = process.memoryUsage().rss;
	await expect(LlamaModel.open(file, settings)).rejects.toMatchObject({
		code: "input",
		// 2 layers x 2e9 tokens x 128 numbers x 2 bytes, and 128 x 3 x 2e9 x 4 bytes to compute in.
		message: expect.stringMatching(
			/needs about 4096\.\d GB of memory and .* GB are free: a context of \d+ tokens instead of 2000000000 would fit/,
		),
	});
	await expect(BindingsModel.open(file, settings)).rejects.toMatchObject({
		code: "input",
		message: expect.stringMatching(/needs about 4096\.\d GB of memory/),
	});
	expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
});

test("a context without a length is refused", async () => {
	await expect(LlamaModel.open(tinyModel({ context: 0 }), DETERMINISTIC)).rejects.toMatchObject({
		code: "input",
		message: "llama.cpp refused tiny.gguf (its context has no length).",
	});
});

test("a model in several parts counts with all of them", async () => {
	const whole = tinyModel();
	const first = join(dirname(whole), "m-00001-of-00002.gguf");
	writeFileSync(first, Buffer.alloc(1000));
	writeFileSync(join(dirname(whole), "m-00002-of-00002.gguf"), Buffer.alloc(2345));
	expect(await modelBytes(first)).toBe(3345);
	expect(await modelBytes(whole)).toBeGreaterThan(3345);
	// The parts are checked before any reader sees them.
	await expect(LlamaModel.open(first, DETERMINISTIC)).rejects.toMatchObject({ code: "input" });
});
