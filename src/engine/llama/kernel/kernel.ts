import { readFile } from "node:fs/promises";
import { Problem } from "../../../core/audit/problem.ts";
import type { SamplingScheme } from "../../../core/model/question.ts";
import { MAX_TOP } from "../../questions/prepared.ts";
import { kernelFile } from "./kernelFile.ts";

const PAGE = 65536;
/** The module keeps its own data below this address. */
const BASE = PAGE;
const STATISTICS = 7;

interface Exports {
	reduce(row: number, vocabulary: number, target: number, out: number): number;
	logPartition(row: number, vocabulary: number, top: number, inverse: number): number;
	topK(row: number, vocabulary: number, k: number, values: number, ids: number): void;
}

/**
 * The scoring kernel over its own memory: `rows` rows of `vocabularySize` logits, one record of statistics and one list
 * of most likely tokens. Reading results is reading views; nothing is allocated per row.
 */
export class Kernel {
	readonly rows: number;
	readonly vocabularySize: number;
	/** Where logits are staged, row after row. */
	readonly logits: Float32Array<ArrayBuffer>;
	/** After `top(row, k)`: the k largest logits, descending, and their ids; equal logits by ascending id. */
	readonly topLogits: Float32Array<ArrayBuffer>;
	readonly topIds: Int32Array<ArrayBuffer>;
	readonly #exports: Exports;
	readonly #statistics: Float64Array<ArrayBuffer>;
	#row = 0;

	private constructor(exports: Exports, memory: WebAssembly.Memory, rows: number, vocabularySize: number) {
		const end = BASE + rows * vocabularySize * 4;
		const statistics = Math.ceil(end / 8) * 8;
		const lists = statistics + STATISTICS * 8;
		this.#exports = exports;
		this.rows = rows;
		this.vocabularySize = vocabularySize;
		this.logits = new Float32Array(memory.buffer, BASE, rows * vocabularySize);
		this.#statistics = new Float64Array(memory.buffer, statistics, STATISTICS);
		this.topLogits = new Float32Array(memory.buffer, lists, MAX_TOP);
		this.topIds = new Int32Array(memory.buffer, lists + MAX_TOP * 4, MAX_TOP);
	}

	/**
	 * Loads the module. Memory: rows * vocabularySize * 4 bytes and a little. Throws Problem("engine") when that is not to be
	 * had, with the model's `name`.
	 */
	static async load(rows: number, vocabularySize: number, name = "the model"): Promise<Kernel> {
		const bytes = BASE + rows * vocabularySize * 4 + 8 + STATISTICS * 8 + MAX_TOP * 8;
		const memory = allocated(bytes, name);
		const abort = () => {
			throw new Error("the scoring kernel aborted");
		};
		const { instance } = await WebAssembly.instantiate(await readFile(kernelFile()), { env: { memory, abort } });
		return new Kernel(instance.exports as unknown as Exports, memory, rows, vocabularySize);
	}

	/**
	 * Reduces a staged row; its numbers are then in the getters below. `target` is a token id, or -1 for the most likely
	 * token. Returns false, and no numbers, when a logit is not finite.
	 */
	reduce(row: number, target: number): boolean {
		if (!(row >= 0 && row < this.rows)) throw new RangeError(`row ${row} of ${this.rows}`);
		if (!(target >= -1 && target < this.vocabularySize)) throw new RangeError(`token ${target}`);
		this.#row = this.logits.byteOffset + row * this.vocabularySize * 4;
		return this.#exports.reduce(this.#row, this.vocabularySize, target, this.#statistics.byteOffset) === 1;
	}

	get logp(): number {
		return this.#statistics[0] as number;
	}
	/** Nats. */
	get entropy(): number {
		return this.#statistics[1] as number;
	}
	/** Standard deviation of log p under the distribution itself; its mean is -entropy. */
	get sd(): number {
		return this.#statistics[2] as number;
	}
	/** How many tokens are strictly more likely than the target. */
	get rank(): number {
		return this.#statistics[3] as number;
	}
	/** Most likely token, the lowest id of equals. */
	get argmax(): number {
		return this.#statistics[4] as number;
	}
	/** Largest logit. */
	get max(): number {
		return this.#statistics[5] as number;
	}
	/** log sum exp(logit - max): log p = logit - max - logZ. */
	get logZ(): number {
		return this.#statistics[6] as number;
	}

	/** Fills `topLogits` and `topIds` for the row reduced last; returns how many entries there are. */
	top(k: number): number {
		const count = Math.min(k, this.vocabularySize, MAX_TOP);
		if (count > 0) {
			const { topLogits, topIds } = this;
			this.#exports.topK(this.#row, this.vocabularySize, count, topLogits.byteOffset, topIds.byteOffset);
		}
		return count;
	}

	/**
	 * log q of `target` in the row reduced last under a sampling scheme: logits divided by the temperature, renormalised
	 * over the kept tokens; -Infinity when the scheme can never draw it. Temperature 0 always draws the argmax.
	 * `listed` is what `top` returned and must reach the scheme's `topK`.
	 */
	logq(target: number, scheme: SamplingScheme, listed: number): number {
		if (scheme.temperature <= 0) return target === this.argmax ? 0 : Number.NEGATIVE_INFINITY;
		const inverse = 1 / scheme.temperature;
		if (scheme.topK <= 0 || scheme.topK >= this.vocabularySize) {
			if (inverse === 1) return this.logp;
			const partition = this.#exports.logPartition(this.#row, this.vocabularySize, this.max, inverse);
			return (this.logp + this.logZ) * inverse - partition;
		}
		if (scheme.topK > listed) throw new RangeError(`top-k ${scheme.topK} over a list of ${listed}`);
		if (!this.topIds.subarray(0, scheme.topK).includes(target)) return Number.NEGATIVE_INFINITY;
		let kept = 0;
		for (let i = 0; i < scheme.topK; i++) kept += Math.exp(((this.topLogits[i] as number) - this.max) * inverse);
		return (this.logp + this.logZ) * inverse - Math.log(kept);
	}
}

function allocated(bytes: number, name: string): WebAssembly.Memory {
	try {
		return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		const megabytes = Math.ceil(bytes / 1024 ** 2);
		throw new Problem(
			"engine",
			`There is no memory for the ${megabytes} MB that a batch of logits of ${name} takes.`,
			"Close other programs, or give this process more memory.",
		);
	}
}
