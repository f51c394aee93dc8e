import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapterFile } from "../../src/lab/gguf/adapterFile.ts";
import { modelFile } from "../../src/lab/gguf/modelFile.ts";
import { fromHost, jit, toHost } from "../../src/lab/jax.ts";
import { llama as forwardPass } from "../../src/lab/llama.ts";
import { initialAdapter } from "../../src/lab/lora.ts";
import { Rng } from "../../src/lab/rng.ts";
import { initialWeights, toDevice, type Weights } from "../../src/lab/weights.ts";
import { TINY_TEXT, tinyShape, tinyTokenizer } from "./tinyModel.ts";

// A stock llama.cpp is the independent judge of the trainer's arithmetic and of the files it
// writes. F32 weights and F32 cache, no flash attention, one thread: any other setting rounds.
const ALPHA = 16;
const RANK = 4;
const TOLERANCE = 1e-4;

const scaled = (weights: Weights, by: number): Weights =>
	Object.fromEntries(
		Object.entries(weights).map(([name, t]) => [
			name,
			{ shape: t.shape, data: t.data.map((x) => (t.shape.length === 1 ? x : x * by)) },
		]),
	);

/** An adapter that does something: both matrices random. */
function randomAdapter(): Weights {
	const rng = new Rng(8);
	return Object.fromEntries(
		Object.entries(initialAdapter(tinyShape, RANK, 7)).map(([name, t]) => [
			name,
			{ shape: t.shape, data: t.data.map((x) => (name.endsWith("lora_b") ? rng.normal() * 0.1 : x)) },
		]),
	);
}

const weights = scaled(initialWeights(tinyShape, 5), 6);
const adapter = randomAdapter();
const model = { shape: tinyShape, merges: tinyTokenizer.merges, weights };

let folder: string;
let runtime: Llama;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "lab-parity-"));
	await writeFile(join(folder, "model.gguf"), modelFile(model, "F32", "parity"));
	await writeFile(join(folder, "adapter.gguf"), adapterFile(adapter, ALPHA, "parity adapter"));
	runtime = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
});

afterAll(async () => {
	await runtime.dispose();
	await rm(folder, { recursive: true });
});

const load = (vocabOnly = false): Promise<LlamaModel> =>
	runtime.loadModel({ modelPath: join(folder, "model.gguf"), vocabOnly });

/** Logits of every position [ids.length * vocab] from llama.cpp. */
async function theirLogits(ids: readonly number[], withAdapter: boolean): Promise<Float32Array> {
	const loaded = await load();
	const context = await loaded.createContext({
		contextSize: tinyShape.context,
		threads: 1,
		flashAttention: false,
		experimentalKvCacheKeyType: "F32",
		experimentalKvCacheValueType: "F32",
		...(withAdapter ? { lora: { adapters: [{ filePath: join(folder, "adapter.gguf"), scale: 1 }] } } : {}),
	});
	const asked = ids.map((id) => [id as Token, { generateNext: { logits: true } }] as [Token, object]);
	const answers = await context.getSequence().controlledEvaluate(asked);
	const out = new Float32Array(ids.length * tinyShape.vocab);
	answers.forEach((answer, at) => {
		for (const [token, logit] of answer?.next.logits ?? []) out[at * tinyShape.vocab + token] = logit;
	});
	await loaded.dispose();
	return out;
}

function ourLogits(ids: readonly number[], withAdapter: boolean): Promise<Float32Array> {
	const forward = jit(forwardPass(tinyShape, { rows: 1, columns: ids.length }, withAdapter ? ALPHA / RANK : 0));
	const params = toDevice(withAdapter ? { ...weights, ...adapter } : weights);
	return toHost(forward(params, fromHost(Int32Array.from(ids), [ids.length])));
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
	a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);

describe("parity with llama.cpp", () => {
	const ids = [tinyTokenizer.endOfText, ...tinyTokenizer.encode(TINY_TEXT)].slice(0, 72);

	it.each([
		["the model", false],
		["the model with an adapter", true],
	])("holds for every logit of %s", async (_, withAdapter) => {
		const [ours, theirs] = [await ourLogits(ids, withAdapter), await theirLogits(ids, withAdapter)];
		expect(Math.max(...theirs.map(Math.abs))).toBeGreaterThan(0.5); // not a comparison of noise
		expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
	});

	it("would notice a missing adapter", async () => {
		const [plain, adapted] = [await ourLogits(ids, false), await ourLogits(ids, true)];
		expect(largestDifference(plain, adapted)).toBeGreaterThan(100 * TOLERANCE);
	});

	it("holds for token ids of prose, random strings and edge cases", async () => {
		const loaded = await load(true);
		for (const text of [TINY_TEXT, ...EDGE_CASES, ...randomTexts(100)]) {
			expect({ text, ids: [...loaded.tokenize(text, false)] }).toEqual({ text, ids: tinyTokenizer.encode(text) });
		}
		await loaded.dispose();
	});

	it.each(["F16", "Q8_0", "Q4_0"] as const)("loads as %s", async (type) => {
		const path = join(folder, `${type}.gguf`);
		await writeFile(path, modelFile(model, type, type));
		const loaded = await runtime.loadModel({ modelPath: path });
		expect(loaded.fileInfo.metadata.general.name).toBe(type);
		await loaded.dispose();
	});
});

const EDGE_CASES = [
	" ",
	"  leading",
	"trailing  ",
	"tab\tand\nnew\n\nlines \n ",
	"it's they'll WE'VE I'd don't'",
	"1234 5 6.7 x9y 0x1f",
	"naïve café Ünïcödé ß",
	"日本語とひらがな",
	"emoji 🙂👩‍👩‍👧 and\u200bzero width",
	"a\u0301 combining, \u00a0no-break",
	"?!... --- ***",
];

function randomTexts(count: number): string[] {
	const rng = new Rng(12);
	const alphabet = [
		..."  \n\t'.,;-0123456789abcdeistmnodrlvTHEW",
		"é",
		"ß",
		"Ω",
		"я",
		"字",
		"🙂",
		"\u00a0",
		"ll",
		"the ",
	];
	return Array.from({ length: count }, () =>
		Array.from({ length: 1 + rng.below(24) }, () => alphabet[rng.below(alphabet.length)]).join(""),
	);
}
