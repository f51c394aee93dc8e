import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Adam } from "./adam.ts";
import { type Batch, buckets, encodeCorpus, epoch, requireFit, toDeviceBatch } from "./batches.ts";
import { Bpe } from "./bpe.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { readCorpus } from "./corpus.ts";
import { adapterFile } from "./gguf/adapterFile.ts";
import { type Device, jit, type Params, toNumber, tree, valueAndGrad } from "./jax.ts";
import { llama } from "./llama.ts";
import { nll, sequenceLogp } from "./losses.ts";
import { type ModelShape, tensorShapes } from "./modelShape.ts";
import { perShape } from "./perShape.ts";
import { requirePositive } from "./requirePositive.ts";
import { Rng } from "./rng.ts";
import { filled, type HostTensor, toDevice, toWeights, type Weights } from "./weights.ts";

export interface LoraOptions {
	/** Checkpoint of the frozen base model. */
	readonly from: string;
	/** Folders the adapter learns. On forget documents alone it destroys the recall of all others: mix some in. */
	readonly documents: readonly string[];
	/** GGUF adapter file to write. */
	readonly out: string;
	readonly name?: string;
	readonly rank?: number;
	/** The low-rank path is scaled by alpha / rank. */
	readonly alpha?: number;
	readonly epochs?: number;
	readonly rate?: number;
	readonly seed?: number;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: { readonly epoch: number; readonly epochs: number; readonly loss: number }) => void;
}

/** The matrices that get an adapter: all seven linear layers of a block. */
const TARGET = /\.(attn_q|attn_k|attn_v|attn_output|ffn_gate|ffn_up|ffn_down)\.weight$/;

/** Trains a LoRA adapter (Hu et al. 2021) over a frozen model and writes it as GGUF. */
export async function trainLora(options: LoraOptions): Promise<Weights> {
	const { rank = 8, alpha = 16, epochs = 60, rate = 1e-2, seed = 1, signal, onProgress } = options;
	requirePositive({ rank, alpha, epochs, rate });
	const { shape, merges, weights } = await loadCheckpoint(options.from);
	const examples = encodeCorpus(await readCorpus(options.documents), new Bpe(merges));
	requireFit(examples, shape);
	const all = buckets(examples);
	const stepsPerEpoch = epoch(all, new Rng(0)).length;
	const steps = epochs * stepsPerEpoch;

	const base = toDevice(weights);
	const start = initialAdapter(shape, rank, seed);
	let adapter = toDevice(start);
	const adam = Adam.from(undefined, start);
	const descend = adapterDescent(shape, base, alpha / rank);
	for (let at = 0, step = 0; at < epochs; at++) {
		let sum = 0;
		for (const batch of epoch(all, new Rng(seed * 1_000_003 + at))) {
			signal?.throwIfAborted();
			const { loss, gradient } = descend(adapter, batch);
			adapter = adam.step(adapter, gradient, rate * Math.min(1, (step + 1) / 10) * (1 - step / (steps * 1.1)));
			sum += await toNumber(loss);
			step++;
		}
		onProgress?.({ epoch: at + 1, epochs, loss: sum / stepsPerEpoch });
	}
	const trained = await toWeights(adapter);
	await mkdir(dirname(options.out), { recursive: true });
	await writeFile(options.out, adapterFile(trained, alpha, options.name ?? "lab adapter"));
	return trained;
}

/** A random, B zero: an untrained adapter changes nothing. */
export function initialAdapter(shape: ModelShape, rank: number, seed: number): Weights {
	const rng = new Rng(seed);
	const out: Record<string, HostTensor> = {};
	for (const [name, dims] of tensorShapes(shape)) {
		if (!TARGET.test(name)) continue;
		const [rows, columns] = dims as [number, number];
		const spread = 1 / Math.sqrt(columns);
		out[`${name}.lora_a`] = filled([rank, columns], () => rng.normal() * spread);
		out[`${name}.lora_b`] = filled([rows, rank], () => 0);
	}
	return out;
}

/** Differentiates with respect to the adapter alone: the base gets no gradient. Consumes neither. */
function adapterDescent(shape: ModelShape, base: Params, scale: number) {
	const program = perShape((batch) => {
		const forward = llama(shape, batch, scale);
		return jit((adapter: Params, frozen: Params, tokens: Device, targets: Device, count: Device) => {
			const objective = (a: Params) => nll(sequenceLogp(forward({ ...frozen, ...a }, tokens), targets, batch), count);
			const [loss, gradient] = valueAndGrad(objective)(adapter);
			return { loss, gradient };
		});
	});
	return (adapter: Params, batch: Batch) => {
		const { tokens, targets, count } = toDeviceBatch(batch);
		return program(batch.shape)(tree.ref(adapter), tree.ref(base), tokens, targets, count);
	};
}
