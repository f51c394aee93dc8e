import { basename } from "node:path";
import { Problem } from "../core/audit/problem.ts";

/** llama.cpp makes contexts in multiples of so many tokens. */
const CELLS = 256;

/** What a model needs in memory, in bytes. About: models that keep less than their full context need less. */
export interface MemoryNeed {
	/** Weights of each layer, and its keys and values of one full context. */
	readonly layers: readonly { readonly weights: number; readonly cache: number }[];
	/** Weights of the output, which counts as one more layer, the last. */
	readonly output: number;
	/** The embeddings of tokens and whatever belongs to no layer: never on a GPU. */
	readonly rest: number;
	/** Intermediate results of one batch, wherever a layer is. */
	readonly compute: number;
	/** Logits of a batch, here and in the library. */
	readonly logits: number;
	/** The context's length in tokens when the settings asked for it, and the bytes of the above that grow with it. */
	readonly context?: { readonly tokens: number; readonly bytes: number };
}

/** Layers on a GPU, and the memory that is free there. */
export interface GpuRoom {
	/** As in the settings: -1 is all of them. */
	readonly layers: number;
	/** Bytes, all devices together. */
	readonly free: number;
	/** Whether it is the machine's own memory. */
	readonly shared: boolean;
}

/**
 * Throws Problem("input") with both numbers, and with what would fit, when a model would not fit into the memory that is
 * free now: the GPU's for the layers on it, the machine's for the others.
 */
export function checkMemory(
	file: string,
	need: MemoryNeed,
	gpu?: GpuRoom,
	free: number = process.availableMemory(),
): void {
	const name = basename(file);
	const total = need.layers.length + 1;
	const layers = gpu ? (gpu.layers < 0 ? total : Math.min(gpu.layers, total)) : 0;
	if (gpu && onGpu(need, layers) > gpu.free) {
		const fitting = mostThat((count) => onGpu(need, count) <= gpu.free, total);
		throw new Problem(
			"input",
			`${name} needs about ${gigabytes(onGpu(need, layers))} on the GPU and ${gigabytes(gpu.free)} are free: ${fitting === 0 ? "not one" : fitting} of ${total} layers would fit.`,
			`Use \`--gpu ${fitting === 0 ? "cpu" : fitting}\`, or choose a smaller model or a smaller quantisation.`,
		);
	}
	const wanted = onMachine(need, layers) + (gpu?.shared ? onGpu(need, layers) : 0);
	if (wanted <= free) return;
	throw new Problem(
		"input",
		`${name} needs about ${gigabytes(wanted)} of memory and ${gigabytes(free)} are free${shorter(need, wanted, free)}.`,
		"Close other programs, or choose a smaller model or a smaller quantisation.",
	);
}

/** When the context is what is too large, the length that would fit. */
function shorter({ context }: MemoryNeed, wanted: number, free: number): string {
	if (!context) return "";
	const fitting = Math.floor(((free - (wanted - context.bytes)) * context.tokens) / context.bytes / CELLS) * CELLS;
	return fitting > 0 ? `: a context of ${fitting} tokens instead of ${context.tokens} would fit` : "";
}

/** llama.cpp puts the last layers on the GPU, the output first of all. */
function onGpu({ layers, output, compute }: MemoryNeed, count: number): number {
	if (count === 0) return 0;
	return output + compute + layers.slice(layers.length + 1 - count).reduce(bytesOf, 0);
}

function onMachine(need: MemoryNeed, onGpu: number): number {
	const { layers, output, rest, compute, logits } = need;
	const here = layers.slice(0, Math.min(layers.length, layers.length + 1 - onGpu)).reduce(bytesOf, 0);
	return rest + here + (onGpu === 0 ? output : 0) + compute + logits;
}

const bytesOf = (sum: number, { weights, cache }: MemoryNeed["layers"][number]): number => sum + weights + cache;

/** The largest number up to `limit` that holds; larger ones hold no more once one does not. */
function mostThat(holds: (count: number) => boolean, limit: number): number {
	let most = 0;
	while (most < limit && holds(most + 1)) most++;
	return most;
}

const gigabytes = (bytes: number): string =>
	bytes < 0.95e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
