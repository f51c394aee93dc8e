import { createHash } from "node:crypto";
import type { TensorType } from "../gguf/tensorTypes.ts";
import type { ModelShape } from "../modelShape.ts";
import type { Objective } from "./objectiveDescent.ts";
import type { SourceName } from "./sources.ts";
import type { World } from "./world.ts";

/** How a model comes to be: what it starts from and one stage of training, as data. */
export interface Recipe {
	/** The model it goes on from; a fresh one when left out. */
	readonly from?: Recipe;
	/** Of fresh weights, of the order of batches and of what is invented. */
	readonly seed: number;
	/** Every step takes a batch of one source, with these chances. */
	readonly parts: Partial<Readonly<Record<SourceName, Part>>>;
	/** At most; exactly so many without `until`. */
	readonly steps: number;
	/** Peak learning rate, after a warm-up. */
	readonly rate: number;
	/** Whether the rate falls to 5 % along a cosine; it stays when left out. */
	readonly falls?: boolean;
	/** The gate: ends the stage once the mean loss of a source's last batches (nats per token) is past the mark. */
	readonly until?: Gate;
	/** Keeps every matrix in the cells in which quantising to this type finds the starting model's weights. */
	readonly within?: Extract<TensorType, "Q4_0">;
}

export interface Part {
	readonly share: number;
	/** "learn" when left out. */
	readonly objective?: Objective;
}

export type Gate =
	| { readonly source: SourceName; readonly below: number }
	| { readonly source: SourceName; readonly above: number };

/** Raised when the code behind a recipe changes what it makes. */
const REVISION = 1;

/** Names a recipe's model: SHA-256 of everything that makes it, the world's texts included; 16 hex digits. */
export function recipeHash(recipe: Recipe, shape: ModelShape, merges: readonly string[], world: World): string {
	const content = JSON.stringify([REVISION, recipe, shape, merges, world.sets]);
	return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
