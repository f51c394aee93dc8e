import { readFile, stat } from "node:fs/promises";
import { Problem } from "../../core/audit/problem.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { type ModelShape, tensorShapes } from "../modelShape.ts";
import type { HostTensor } from "../weights.ts";
import { fromHalf } from "./float16.ts";
import { tensorTypes } from "./tensorTypes.ts";

/** Sizes of the plain metadata types, by their numbers. */
const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const [STRING, ARRAY] = [8, 9];
const U32 = 4;
const F32 = 6;
const ALIGNMENT = 32;
/** Far beyond the lab's models; others may be larger than can be read at once. */
const MOST_BYTES = 2 ** 30;

/** What the lab keeps in a file. */
export type LabModel = Pick<Checkpoint, "shape" | "merges" | "weights">;

/**
 * The model in a GGUF file that the lab wrote (`modelFile`), with matrices of type F32 or F16: to train it further. Throws
 * Problem("input") for any other model.
 */
export async function readModel(path: string): Promise<LabModel> {
	const foreign = () =>
		new Problem(
			"input",
			`${path} is not a model that the lab wrote with 16 or 32 bits.`,
			"Train copies of other models with your own tools; `palimpsest lessons` writes what they are to learn.",
		);
	if ((await stat(path)).size > MOST_BYTES) throw foreign();
	const file = new Cursor(await readFile(path));
	if (file.text(4) !== "GGUF" || file.u32() !== 3) throw foreign();
	const [tensors, entries] = [file.u64(), file.u64()];
	const metadata = new Map<string, unknown>();
	for (let i = 0; i < entries; i++) metadata.set(file.string(), file.value(file.u32()));
	const shape = shapeOf(metadata);
	const merges = metadata.get("tokenizer.ggml.merges");
	if (!shape || metadata.get("tokenizer.ggml.model") !== "gpt2" || !Array.isArray(merges)) throw foreign();
	const infos = Array.from({ length: tensors }, () => {
		const name = file.string();
		const dimensions = Array.from({ length: file.u32() }, () => file.u64()).reverse();
		return { name, dimensions, type: file.u32(), offset: file.u64() };
	});
	const expected = tensorShapes(shape);
	const same = infos.every(({ name, dimensions }) => `${expected.get(name)}` === `${dimensions}`);
	if (!same || infos.length !== expected.size) throw foreign();
	const start = Math.ceil(file.at / ALIGNMENT) * ALIGNMENT;
	const weights: Record<string, HostTensor> = {};
	for (const { name, dimensions, type, offset } of infos) {
		const data = file.tensor(
			start + offset,
			dimensions.reduce((a, b) => a * b, 1),
			type,
		);
		if (!data) throw foreign();
		weights[name] = { shape: dimensions, data };
	}
	return { shape, merges: merges as readonly string[], weights };
}

function shapeOf(metadata: ReadonlyMap<string, unknown>): ModelShape | undefined {
	if (metadata.get("general.architecture") !== "llama") return undefined;
	const number = (key: string): number => Number(metadata.get(`llama.${key}`));
	return {
		vocab: number("vocab_size"),
		width: number("embedding_length"),
		layers: number("block_count"),
		heads: number("attention.head_count"),
		ff: number("feed_forward_length"),
		epsilon: number("attention.layer_norm_rms_epsilon"),
		ropeBase: number("rope.freq_base"),
		context: number("context_length"),
	};
}

/** Reads a file from front to back. */
class Cursor {
	at = 0;
	readonly #bytes: Buffer;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	text(length: number): string {
		this.at += length;
		return this.#bytes.toString("utf8", this.at - length, this.at);
	}

	u32(): number {
		this.at += 4;
		return this.#bytes.readUInt32LE(this.at - 4);
	}

	u64(): number {
		this.at += 8;
		return Number(this.#bytes.readBigUInt64LE(this.at - 8));
	}

	string(): string {
		return this.text(this.u64());
	}

	/** A metadata value; of the types that no lab model's shape rests on, nothing but their size is known. */
	value(type: number): unknown {
		if (type === STRING) return this.string();
		if (type === ARRAY) {
			const [of, count] = [this.u32(), this.u64()];
			return Array.from({ length: count }, () => this.value(of));
		}
		this.at += SIZES[type] ?? Number.NaN;
		if (type === U32) return this.#bytes.readUInt32LE(this.at - 4);
		return type === F32 ? this.#bytes.readFloatLE(this.at - 4) : undefined;
	}

	/** So many numbers at an offset; undefined where their type is quantised. */
	tensor(offset: number, count: number, type: number): Float32Array | undefined {
		if (type === tensorTypes.F32.ggmlType) {
			return Float32Array.from({ length: count }, (_, i) => this.#bytes.readFloatLE(offset + 4 * i));
		}
		if (type !== tensorTypes.F16.ggmlType) return undefined;
		return Float32Array.from({ length: count }, (_, i) => fromHalf(this.#bytes.readUInt16LE(offset + 2 * i)));
	}
}
