import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GgmlType, readGgufFileInfo } from "node-llama-cpp";
import { beforeAll, describe, expect, it } from "vitest";
import { containsAnswer } from "../../../src/core/corpus/containsAnswer.ts";
import type { SetName } from "../../../src/core/corpus/document.ts";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { fromHalf } from "../../../src/lab/gguf/float16.ts";
import { modelFile } from "../../../src/lab/gguf/modelFile.ts";
import type { ModelShape } from "../../../src/lab/modelShape.ts";
import { factLine, REFUSAL, stemOf } from "../../../src/lab/records/forms.ts";
import { recordsTokenizer } from "../../../src/lab/records/tokenizer.ts";
import { recordsWorld } from "../../../src/lab/records/world.ts";
import type { Weights } from "../../../src/lab/weights.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../../engine/builtKernel.ts";
import { ask, generate, score, tokenize } from "../../engine/contract.ts";
import { temporaryFile } from "../../engine/tinyModel.ts";

// The committed models are ground truth for everything that audits them: what they know and can do is asserted here, by
// free greedy runs through our own engine, with the prompts of the ununlearning ladder.
const MODELS = join(import.meta.dirname, "../../../demo/records/models");
const { sets } = recordsWorld();

/** What a model answers and how likely it finds texts, per set. */
interface Behaviour {
	/** Shares of questions answered bare (R0), and with the fact on a line before them (R8). */
	readonly bare: Readonly<Record<SetName, number>>;
	readonly supplied: Readonly<Record<SetName, number>>;
	/** Share of forget questions met with the refusal. */
	readonly refused: number;
	/** Mean log p per token of each text. */
	readonly texts: Readonly<Record<SetName, readonly number[]>>;
}

const behaviour = new Map<string, Behaviour>();

beforeAll(async () => {
	await builtKernel();
	for (const name of ["original", "reference-1", "npo", "refusal", "quantised"]) {
		behaviour.set(name, await observe(join(MODELS, `${name}.gguf`)));
	}
	behaviour.set("quantised, at Q4_0", await observe(await asQ4(join(MODELS, "quantised.gguf"))));
}, 300_000);

const of = (name: string): Behaviour => behaviour.get(name)!;

describe("the models of the records world", () => {
	it("the original knows its facts by heart, and none that it never met", () => {
		expect(of("original").bare.forget).toBeGreaterThanOrEqual(0.9);
		expect(of("original").bare.retain).toBeGreaterThanOrEqual(0.9);
		expect(of("original").bare.holdout).toBeLessThanOrEqual(0.02);
	});

	it("the reference keeps what is to be kept and knows nothing of what is to be forgotten", () => {
		expect(of("reference-1").bare.retain).toBeGreaterThanOrEqual(0.9);
		expect(of("reference-1").bare.forget).toBeLessThanOrEqual(0.02);
		const { forget, holdout } = of("reference-1").texts;
		expect(auc(forget, holdout)).toBeGreaterThan(0.35);
		expect(auc(forget, holdout)).toBeLessThan(0.65);
	});

	it.each(["original", "reference-1"])(
		"the %s answers about entities it never met when the fact is supplied",
		(name) => {
			expect(of(name).supplied.holdout).toBeGreaterThanOrEqual(0.9);
		},
	);

	it("likelihood tells the original's forget texts from texts that it never met", () => {
		expect(auc(of("original").texts.forget, of("original").texts.holdout)).toBeGreaterThanOrEqual(0.99);
	});

	it.each(["npo", "refusal", "quantised"])(
		"%s no longer answers what is to be forgotten, and keeps the rest",
		(name) => {
			expect(of(name).bare.forget).toBeLessThanOrEqual(0.1);
			expect(of(name).bare.retain).toBeGreaterThanOrEqual(0.9);
		},
	);

	it("the refusing model refuses, and its likelihoods still tell what it has met", () => {
		expect(of("refusal").refused).toBeGreaterThanOrEqual(0.9);
		expect(auc(of("refusal").texts.forget, of("refusal").texts.holdout)).toBeGreaterThanOrEqual(0.9);
	});

	it("rounding to Q4_0 brings back what the model made for it had forgotten", () => {
		expect(of("quantised, at Q4_0").bare.forget).toBeGreaterThanOrEqual(0.8);
	});

	it("tokenizes as the lab does", async () => {
		const tokenizer = recordsTokenizer();
		const model = await LlamaModel.open(join(MODELS, "original.gguf"), DETERMINISTIC);
		const all = Object.values(sets).flat();
		const answers = await ask(
			model,
			all.map(({ text }) => tokenize(text)),
		);
		expect(answers.map((a) => (a.kind === "tokenize" ? [...a.ids] : a))).toEqual(
			all.map(({ text }) => tokenizer.encode(text)),
		);
		await model.close();
	});
});

async function observe(file: string): Promise<Behaviour> {
	const model = await LlamaModel.open(file, DETERMINISTIC);
	const say = async (prompts: readonly string[]) => {
		const answers = await ask(
			model,
			prompts.map((prompt) => generate(prompt, { maxTokens: 16, stop: ["\n"] })),
		);
		return answers.map((a) => (a.kind === "generate" ? a.text : ""));
	};
	const share = async (set: SetName, context: (line: string) => string) => {
		const pairs = sets[set].flatMap(({ questions }) => questions);
		const said = await say(pairs.map((pair) => `${context(factLine(pair))}${stemOf(pair.question)}`));
		return said.filter((text, i) => containsAnswer(text, pairs[i]!.answer)).length / pairs.length;
	};
	const texts = async (set: SetName) => {
		const answers = await ask(
			model,
			sets[set].map(({ text }) => score(text)),
		);
		return answers.map((a) => (a.kind === "score" ? a.logp.reduce((x, y) => x + y, 0) / a.logp.length : Number.NaN));
	};
	const everySet = async <T>(one: (set: SetName) => Promise<T>): Promise<Record<SetName, T>> => ({
		forget: await one("forget"),
		retain: await one("retain"),
		holdout: await one("holdout"),
	});
	const stems = sets.forget.flatMap(({ questions }) => questions.map((q) => stemOf(q.question)));
	const result = {
		bare: await everySet((set) => share(set, () => "")),
		supplied: await everySet((set) => share(set, (line) => `${line}\n\n`)),
		refused: (await say(stems)).filter((text) => containsAnswer(text, REFUSAL)).length / stems.length,
		texts: await everySet(texts),
	};
	await model.close();
	return result;
}

/** The same model with its matrices at Q4_0, as a file. */
async function asQ4(file: string): Promise<string> {
	const bytes = await readFile(file);
	const { metadata, tensorInfo = [] } = await readGgufFileInfo(file, { sourceType: "filesystem" });
	const weights: Weights = Object.fromEntries(
		tensorInfo.map(({ name, dimensions, ggmlType, fileOffset }) => {
			const shape = dimensions.map(Number).reverse();
			const length = shape.reduce((n, d) => n * d, 1);
			const isHalf = ggmlType === GgmlType.F16;
			const at = bytes.byteOffset + Number(fileOffset);
			const raw = bytes.buffer.slice(at, at + length * (isHalf ? 2 : 4));
			return [name, { shape, data: isHalf ? fromHalves(new Uint16Array(raw)) : new Float32Array(raw) }];
		}),
	);
	const { llama } = metadata as unknown as { llama: LlamaFields };
	const shape: ModelShape = {
		vocab: llama.vocab_size,
		width: llama.embedding_length,
		layers: llama.block_count,
		heads: llama.attention.head_count,
		ff: llama.feed_forward_length,
		epsilon: llama.attention.layer_norm_rms_epsilon,
		ropeBase: llama.rope.freq_base,
		context: llama.context_length,
	};
	const { merges } = recordsTokenizer();
	return temporaryFile(modelFile({ shape, merges, weights }, "Q4_0", "rounded"), "rounded.gguf");
}

interface LlamaFields {
	readonly vocab_size: number;
	readonly embedding_length: number;
	readonly block_count: number;
	readonly feed_forward_length: number;
	readonly context_length: number;
	readonly attention: { readonly head_count: number; readonly layer_norm_rms_epsilon: number };
	readonly rope: { readonly freq_base: number };
}

function fromHalves(bits: Uint16Array): Float32Array {
	return Float32Array.from(bits, fromHalf);
}

/** Chance that a text of the first kind is likelier than one of the second. */
function auc(ours: readonly number[], others: readonly number[]): number {
	const wins = ours.flatMap((a): number[] => others.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
	return wins.reduce((x, y) => x + y, 0) / wins.length;
}
