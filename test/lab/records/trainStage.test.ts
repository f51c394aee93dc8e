import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCheckpoint } from "../../../src/lab/checkpoint.ts";
import { rounded } from "../../../src/lab/gguf/rounded.ts";
import { measureModel } from "../../../src/lab/records/measure.ts";
import { type Recipe, recipeHash } from "../../../src/lab/records/recipe.ts";
import { sourcesOf } from "../../../src/lab/records/sources.ts";
import { recordsTokenizer } from "../../../src/lab/records/tokenizer.ts";
import { type StageOptions, type StageProgress, trainStage } from "../../../src/lab/records/trainStage.ts";
import { recordsWorld } from "../../../src/lab/records/world.ts";
import { initialWeights } from "../../../src/lab/weights.ts";
import { tinyShape } from "../tinyModel.ts";

// A few steps only: that the parts fit. The committed models show what the recipes teach.
const world = recordsWorld();
const tokenizer = recordsTokenizer();
const shape = { ...tinyShape, vocab: tokenizer.vocab.length, layers: 1 };
const start = { shape, merges: tokenizer.merges, weights: initialWeights(shape, 1) };
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "lab-stage-"));
});
afterAll(() => rm(folder, { recursive: true }));

const learning: Recipe = {
	seed: 3,
	parts: { "forget questions": { share: 2 }, "retain questions": { share: 1 } },
	steps: 120,
	rate: 3e-3,
	falls: true,
};

const stage = (name: string, recipe: Recipe, more: Partial<StageOptions> = {}) =>
	trainStage({
		recipe,
		fingerprint: recipeHash(recipe, shape, tokenizer.merges, world),
		start,
		draw: sourcesOf(world, tokenizer),
		out: join(folder, name),
		...more,
	});

describe("a stage", () => {
	it("reports the losses of each source apart, and goes on after an interruption as if there had been none", async () => {
		const reports: StageProgress[] = [];
		const whole = await stage("whole.ckpt", learning, { onProgress: (p) => reports.push(p) });
		expect(reports[0]!.step).toBe(100);
		expect([...reports[0]!.losses.keys()].sort()).toEqual(["forget questions", "retain questions"]);

		const stop = new AbortController();
		const cut = stage("cut.ckpt", learning, { signal: stop.signal, onProgress: () => stop.abort() });
		await expect(cut).rejects.toThrow(/abort/i);
		expect((await loadCheckpoint(join(folder, "cut.ckpt"))).training).toMatchObject({ epoch: 100, finished: false });
		expect((await stage("cut.ckpt", learning)).weights).toEqual(whole.weights);
	}, 120_000);

	it("ends at its gate, and says so when it does not reach it", async () => {
		const easy: Recipe = { ...learning, until: { source: "forget questions", below: 10 } };
		expect((await stage("easy.ckpt", easy)).training.epoch).toBeLessThan(120);
		const hard: Recipe = { ...learning, steps: 25, until: { source: "forget questions", below: 0.01 } };
		await expect(stage("hard.ckpt", hard)).rejects.toThrow(/"forget questions" is not below 0.01/);
	}, 120_000);

	it.each([
		["ascent", "ascend"],
		["negative preference optimisation", { npo: 0.1 }],
	] as const)(
		"%s makes the forgotten less likely",
		async (_, objective) => {
			const from = await loadCheckpoint(join(folder, "whole.ckpt"));
			const recipe: Recipe = { seed: 1, parts: { "forget texts": { share: 1, objective } }, steps: 8, rate: 1e-3 };
			const after = await stage(`${JSON.stringify(objective)}.ckpt`, recipe, { start: from });
			const [a, b] = [await measureModel(after, world), await measureModel(from, world)];
			expect(a.textLogp.forget).toBeLessThan(b.textLogp.forget);
		},
		120_000,
	);

	it("kept within the cells of Q4_0 moves weights, and rounds to where it started", async () => {
		const recipe: Recipe = { ...learning, steps: 10, rate: 1e-2, within: "Q4_0" };
		const { weights } = await stage("cells.ckpt", recipe);
		const name = "blk.0.ffn_up.weight";
		expect(weights[name]!.data).not.toEqual(start.weights[name]!.data);
		for (const [tensor, { shape: dims, data }] of Object.entries(weights)) {
			const before = start.weights[tensor]!.data;
			if (dims.length === 1 || tensor === "token_embd.weight") expect(data).toEqual(before);
			else expect(rounded(data, "Q4_0")).toEqual(rounded(before, "Q4_0"));
		}
	}, 120_000);
});

describe("the hash of a recipe", () => {
	const hash = (recipe: Recipe, of = shape) => recipeHash(recipe, of, tokenizer.merges, world);
	it("changes with the recipe, with what it starts from, and with the shape", () => {
		const hashes = [
			hash(learning),
			hash({ ...learning, seed: 4 }),
			hash({ ...learning, from: learning }),
			hash({ ...learning, from: { ...learning, rate: 1 } }),
			hash(learning, { ...shape, layers: 2 }),
		];
		expect(new Set(hashes).size).toBe(5);
		expect(hash({ ...learning })).toBe(hashes[0]);
	});
});
