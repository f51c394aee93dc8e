import { adapterFile } from "../../src/lab/gguf/adapterFile.ts";
import { Rng } from "../../src/lab/rng.ts";
import type { HostTensor } from "../../src/lab/weights.ts";
import { temporaryFile } from "./tinyModel.ts";

const RANK = 4;
const ALPHA = 8;
const WIDTH = 64;
/** [out, in] of the matrices of a tiny model that the adapter changes. */
const CHANGED: Readonly<Record<string, readonly [number, number]>> = {
	"blk.0.attn_q.weight": [WIDTH, WIDTH],
	"blk.0.ffn_up.weight": [96, WIDTH],
	"blk.1.attn_v.weight": [WIDTH, WIDTH],
	"blk.1.ffn_down.weight": [WIDTH, 96],
};

/** The matrices of a LoRA adapter for `tinyModel()`, large enough that it changes every number. */
export function tinyAdapterWeights(seed = 5, changed = CHANGED): Record<string, HostTensor> {
	const rng = new Rng(seed);
	const random = (shape: readonly number[]): HostTensor => ({
		shape,
		data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal() * 0.15),
	});
	const pairs = Object.entries(changed).map(([name, [rows, columns]]) => ({
		[`${name}.lora_a`]: random([RANK, columns]),
		[`${name}.lora_b`]: random([rows, RANK]),
	}));
	return Object.assign({}, ...pairs);
}

export function tinyAdapter(weights = tinyAdapterWeights()): string {
	return temporaryFile(adapterFile(weights, ALPHA, "tiny adapter"), "adapter.gguf");
}

/** For `TinyModelOptions.edit`: merges the adapter into the weights by hand, W + scale * alpha / rank * B A. */
export function merged(weights: Readonly<Record<string, HostTensor>>, scale: number) {
	return (name: string, data: Float32Array): void => {
		const [a, b] = [weights[`${name}.lora_a`], weights[`${name}.lora_b`]];
		if (!a || !b) return;
		const [rank, columns] = a.shape as [number, number];
		for (let i = 0; i < data.length; i++) {
			const [row, column] = [Math.floor(i / columns), i % columns];
			let sum = 0;
			for (let k = 0; k < rank; k++)
				sum += (b.data[row * rank + k] as number) * (a.data[k * columns + column] as number);
			data[i] = (data[i] as number) + ((scale * ALPHA) / rank) * sum;
		}
	};
}
