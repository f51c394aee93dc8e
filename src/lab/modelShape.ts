import { Problem } from "../core/audit/problem.ts";

/** The dimensions of a tiny Llama with tied embeddings and as many key as query heads. */
export interface ModelShape {
	readonly vocab: number;
	readonly width: number;
	readonly layers: number;
	readonly heads: number;
	/** Width of the feed-forward layer; like `width` a multiple of 32, the block of Q8_0 and Q4_0. */
	readonly ff: number;
	readonly epsilon: number;
	readonly ropeBase: number;
	/** Longest sequence in tokens that the file declares. */
	readonly context: number;
}

/** A size the lab can train in minutes; `vocab` is an upper limit. */
export interface ModelSize extends Pick<ModelShape, "width" | "layers" | "heads" | "ff" | "vocab"> {
	/** Peak learning rate found to memorise prose at this size. */
	readonly rate: number;
}

export const modelSizes = {
	/** 0.20M parameters with 768 ids. */
	small: { width: 64, layers: 3, heads: 2, ff: 192, vocab: 768, rate: 5e-3 },
	/** 0.41M parameters with 768 ids: memorises 60 pages of prose in 60 epochs. */
	medium: { width: 96, layers: 3, heads: 3, ff: 256, vocab: 768, rate: 3e-3 },
} as const satisfies Record<string, ModelSize>;

export type ModelSizeName = keyof typeof modelSizes;

export function modelSize(name: string): ModelSize {
	if (Object.hasOwn(modelSizes, name)) return modelSizes[name as ModelSizeName];
	throw new Problem(
		"input",
		`There is no model size "${name}".`,
		`Choose one of: ${Object.keys(modelSizes).join(", ")}.`,
	);
}

export function modelShape(size: ModelSize, vocab: number): ModelShape {
	const { width, layers, heads, ff } = size;
	return { vocab, width, layers, heads, ff, epsilon: 1e-5, ropeBase: 10000, context: 1024 };
}

/**
 * Every tensor of the model under its GGUF name, in file order. Matrices are row-major
 * [out, in]. There is no `output.weight`: the embedding doubles as the output layer.
 */
export function tensorShapes(shape: ModelShape): ReadonlyMap<string, readonly number[]> {
	const { vocab, width, ff } = shape;
	const out = new Map<string, readonly number[]>([["token_embd.weight", [vocab, width]]]);
	for (let layer = 0; layer < shape.layers; layer++) {
		const block = `blk.${layer}`;
		out.set(`${block}.attn_norm.weight`, [width]);
		for (const name of ["attn_q", "attn_k", "attn_v", "attn_output"])
			out.set(`${block}.${name}.weight`, [width, width]);
		out.set(`${block}.ffn_norm.weight`, [width]);
		out.set(`${block}.ffn_gate.weight`, [ff, width]);
		out.set(`${block}.ffn_up.weight`, [ff, width]);
		out.set(`${block}.ffn_down.weight`, [width, ff]);
	}
	return out.set("output_norm.weight", [width]);
}
