import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AdapterSpec } from "../../src/core/audit/request.ts";
import type { AdaptableModel } from "../../src/engine/adaptableModel.ts";
import { openModel } from "../../src/engine/openModel.ts";
import { GgufWriter } from "../../src/lab/gguf/writer.ts";
import { DETERMINISTIC, type EngineSettings } from "../../src/protocol/engine.ts";
import { builtKernel } from "./builtKernel.ts";
import { answerTo, describeContract, generate, score } from "./contract.ts";
import { merged, tinyAdapter, tinyAdapterWeights } from "./tinyAdapter.ts";
import { temporaryFile, tinyModel } from "./tinyModel.ts";

beforeAll(builtKernel);

const TEXT = "The boats came in before noon, and nobody on the pier had seen the other one. ".repeat(4);
const weights = tinyAdapterWeights();
const adapter = tinyAdapter(weights);
const base = tinyModel();

const models: AdaptableModel[] = [];
afterEach(async () => {
	await Promise.all(models.splice(0).map((model) => model.close()));
});

describe.each(["llama", "bindings"] as const)("the %s engine lays adapters over the weights:", (engine) => {
	const settings: EngineSettings = { ...DETERMINISTIC, engine };
	const open = async (file: string, adapters: readonly AdapterSpec[] = []) => {
		const model = await openModel(file, settings, { adapters });
		models.push(model);
		return model;
	};
	const logp = async (model: AdaptableModel) => (await answerTo(model, score(TEXT))).logp;
	const distance = (a: Float32Array, b: Float32Array) => Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number))));

	test("scale 1 is the model with the adapter merged, 0 the model itself, and 0.5 neither", async () => {
		const plain = await logp(await open(base));
		const whole = await logp(await open(tinyModel({ edit: merged(weights, 1) })));
		const half = await logp(await open(tinyModel({ edit: merged(weights, 0.5) })));
		expect(distance(plain, whole)).toBeGreaterThan(0.5);

		const model = await open(base, [{ file: adapter, scale: 1 }]);
		expect(distance(await logp(model), whole)).toBeLessThan(2e-3);
		await model.adapt([0.5]);
		expect(distance(await logp(model), half)).toBeLessThan(2e-3);
		expect(distance(half, whole)).toBeGreaterThan(0.1);
		expect(distance(half, plain)).toBeGreaterThan(0.1);
		await model.adapt([0]);
		expect(await logp(model)).toEqual(plain);
		await model.adapt([1]);
		expect(await logp(model)).toEqual(await logp(await open(base, [{ file: adapter, scale: 1 }])));
	});

	test("several add up, and one that is laid twice counts twice", async () => {
		const other = tinyAdapterWeights(6);
		const both = await open(base, [
			{ file: adapter, scale: 0.5 },
			{ file: tinyAdapter(other), scale: 1 },
		]);
		const edit = (name: string, data: Float32Array) => {
			merged(weights, 0.5)(name, data);
			merged(other, 1)(name, data);
		};
		expect(distance(await logp(both), await logp(await open(tinyModel({ edit }))))).toBeLessThan(2e-3);
	});

	test("other scales wait for the answers under way", async () => {
		const model = await open(base, [{ file: adapter, scale: 1 }]);
		const expected = await answerTo(model, generate(TEXT, { maxTokens: 30 }));
		const writing = answerTo(model, generate(TEXT, { maxTokens: 30 }));
		const adapted = model.adapt([0]);
		expect(await writing).toEqual(expected);
		await adapted;
		expect(await logp(model)).toEqual(await logp(await open(base)));
	});

	const writer = (type: string, architecture = "llama", kind = "lora") =>
		new GgufWriter()
			.set("general.type", { type: "string", value: type })
			.set("general.architecture", { type: "string", value: architecture })
			.set("adapter.type", { type: "string", value: kind });
	const pair = (a: readonly number[], b: readonly number[], name = "blk.0.attn_q.weight") => ({
		[`${name}.lora_a`]: { shape: a, data: new Float32Array(a.reduce((x, y) => x * y, 1)) },
		[`${name}.lora_b`]: { shape: b, data: new Float32Array(b.reduce((x, y) => x * y, 1)) },
	});
	const written = (file: GgufWriter, tensors = pair([4, 64], [64, 4])) => {
		for (const [name, tensor] of Object.entries(tensors)) file.add(name, tensor, "F32");
		return file.toBytes();
	};
	const bytes = readFileSync(adapter);
	test.each<[string, Uint8Array, RegExp]>([
		["nothing", new Uint8Array(0), /is cut off after 0 bytes/],
		["another format", Buffer.from("not a model of any kind, just text"), /is not a GGUF file.*convert_lora_to_gguf/],
		["a header that is cut off", bytes.subarray(0, 200), /is damaged/],
		["weights that are cut off", bytes.subarray(0, bytes.length - 4000), /is damaged/],
		["a model", readFileSync(base), /is a model and no adapter/],
		["another architecture", written(writer("adapter", "gemma")), /architecture "gemma".* "llama"/],
		["another kind of adapter", written(writer("adapter", "llama", "ia3")), /of the kind "ia3"/],
		["no weights", writer("adapter").toBytes(), /is damaged/],
		["a type that is no text", written(writer("x").set("general.type", { type: "u32", value: 3 })), /is a model/],
		[
			"an alpha that is no number",
			written(writer("adapter").set("adapter.lora.alpha", { type: "string", value: "8" })),
			/is damaged/,
		],
		["matrices of another width", written(writer("adapter"), pair([4, 32], [64, 4])), /does not fit tiny\.gguf/],
		["ranks that differ", written(writer("adapter"), pair([4, 64], [64, 8])), /does not fit tiny/],
		["a layer too many", written(writer("adapter"), pair([4, 64], [64, 4], "blk.9.attn_q.weight")), /does not fit/],
		[
			"half a pair",
			written(writer("adapter"), {
				"blk.0.attn_q.weight.lora_a": pair([4, 64], [64, 4])["blk.0.attn_q.weight.lora_a"] as never,
			}),
			/is damaged/,
		],
		[
			"embeddings that are the output too",
			written(writer("adapter"), pair([288, 4], [64, 4], "token_embd.weight")),
			/changes the embeddings, which are the output of tiny\.gguf too/,
		],
	])("refuses %s by name, and goes on", async (_, content, message) => {
		const file = temporaryFile(content, "bad-adapter.gguf");
		const refusal = await open(base, [{ file, scale: 1 }]).catch((error: unknown) => error);
		expect(refusal).toMatchObject({ code: "input", sentence: expect.stringMatching(message) });
		expect((refusal as Error).message).toContain(basename(file));
	});

	test("refuses a missing file and a scale that is no number", async () => {
		await expect(open(base, [{ file: "/nowhere/a.gguf", scale: 1 }])).rejects.toThrow(
			"adapter /nowhere/a.gguf does not exist",
		);
		await expect(open(base, [{ file: adapter, scale: Number.NaN }])).rejects.toMatchObject({ code: "input" });
	});
});

test("embeddings are of the adapted weights", async () => {
	const open = (scale: number) => openModel(base, DETERMINISTIC, { adapters: [{ file: adapter, scale }] });
	const model = await open(1);
	const other = await openModel(base, DETERMINISTIC);
	models.push(model, other);
	const asked = { kind: "embed", role: "target", text: TEXT } as const;
	const [adapted, plain] = [await answerTo(model, asked), await answerTo(other, asked)];
	expect(adapted.vector).not.toEqual(plain.vector);
	await model.adapt([0]);
	expect((await answerTo(model, asked)).vector).toEqual(plain.vector);
});

for (const engine of ["llama", "bindings"] as const)
	describeContract(`${engine} with an adapter`, () =>
		openModel(base, { ...DETERMINISTIC, engine }, { adapters: [{ file: adapter, scale: 0.7 }] }),
	);
