import { fromHost, type Params } from "./jax.ts";
import { type ModelShape, tensorShapes } from "./modelShape.ts";
import { Rng } from "./rng.ts";

/** One tensor on the host: row-major float32. */
export interface HostTensor {
	readonly shape: readonly number[];
	readonly data: Float32Array;
}

/** A model (or an optimiser's moments, or an adapter) on the host, keyed by GGUF tensor name. */
export type Weights = Readonly<Record<string, HostTensor>>;

/** Standard deviation of initial matrices. */
const SPREAD = 0.02;

export function initialWeights(shape: ModelShape, seed: number): Weights {
	const rng = new Rng(seed);
	const out: Record<string, HostTensor> = {};
	for (const [name, dims] of tensorShapes(shape)) {
		// The two matrices that write into the residual stream start smaller, as in GPT-2.
		const writesResidual = name.includes("attn_output") || name.includes("ffn_down");
		const spread = writesResidual ? SPREAD / Math.sqrt(2 * shape.layers) : SPREAD;
		const isNorm = dims.length === 1;
		out[name] = filled(dims, () => (isNorm ? 1 : rng.normal() * spread));
	}
	return out;
}

export function zerosLike(weights: Weights): Weights {
	return Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, filled(shape, () => 0)]));
}

export function filled(shape: readonly number[], value: () => number): HostTensor {
	const length = shape.reduce((a, b) => a * b, 1);
	return { shape, data: Float32Array.from({ length }, value) };
}

export function toDevice(weights: Weights): Params {
	return Object.fromEntries(Object.entries(weights).map(([name, { data, shape }]) => [name, fromHost(data, shape)]));
}

/** Copies parameters to the host without consuming them. */
export async function toWeights(params: Params): Promise<Weights> {
	const out: Record<string, HostTensor> = {};
	for (const [name, x] of Object.entries(params)) {
		out[name] = { shape: [...x.shape], data: Float32Array.from((await x.ref.data()) as ArrayLike<number>) };
	}
	return out;
}
