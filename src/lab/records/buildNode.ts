import { join } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import { type Checkpoint, findCheckpoint } from "../checkpoint.ts";
import type { ModelShape } from "../modelShape.ts";
import { initialWeights } from "../weights.ts";
import { type Recipe, recipeHash } from "./recipe.ts";
import { sourcesOf } from "./sources.ts";
import { recordsTokenizer } from "./tokenizer.ts";
import { type StageProgress, trainStage } from "./trainStage.ts";
import { recordsWorld } from "./world.ts";

const world = recordsWorld();
const tokenizer = recordsTokenizer();

/** 0.27M parameters: the size at which copying from the prompt was found to come soonest. */
const SHAPE: ModelShape = {
	vocab: tokenizer.vocab.length,
	width: 96,
	layers: 2,
	heads: 4,
	ff: 256,
	epsilon: 1e-5,
	ropeBase: 10000,
	context: 1024,
};

/** Where the model of a recipe is kept: under the hash of everything that makes it. */
export function cacheFile(folder: string, recipe: Recipe, extension: "ckpt" | "json"): string {
	return join(folder, `${recipeHash(recipe, SHAPE, tokenizer.merges, world)}.${extension}`);
}

/** Makes the model of a recipe, or goes on with it, or finds it made. What it starts from must have been made. */
export async function buildNode(
	recipe: Recipe,
	folder: string,
	onProgress?: (progress: StageProgress) => void,
): Promise<Checkpoint> {
	const fingerprint = recipeHash(recipe, SHAPE, tokenizer.merges, world);
	const start = recipe.from
		? await made(recipe.from, folder)
		: { shape: SHAPE, merges: tokenizer.merges, weights: initialWeights(SHAPE, recipe.seed) };
	const draw = sourcesOf(world, tokenizer);
	const out = cacheFile(folder, recipe, "ckpt");
	return trainStage({ recipe, fingerprint, start, draw, out, ...(onProgress ? { onProgress } : {}) });
}

/** The finished model of a recipe. */
export async function made(recipe: Recipe, folder: string): Promise<Checkpoint> {
	const found = await findCheckpoint(cacheFile(folder, recipe, "ckpt"));
	if (found?.training.finished) return found;
	throw new Problem("input", "The model that this one starts from has not been made.", "Make it first.");
}
