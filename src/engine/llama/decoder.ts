import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import { checkEcho } from "./native/abiGuard.ts";
import type { Handle } from "./native/functions.ts";
import { inBackground } from "./native/inBackground.ts";
import { type BatchParameters, type ContextParameters, FLASH_ATTENTION, KV_TYPES } from "./native/layouts.ts";
import type { NativeModel } from "./nativeModel.ts";

/** What a context is for, besides the settings. */
export interface ContextPurpose {
	/** Tokens of one question. */
	readonly contextLength: number;
	/** Tokens per decode. */
	readonly batch: number;
	/** Hidden states instead of logits, pooled as said (`POOLING`). */
	readonly embeddings?: { readonly pooling: number };
}

/** llama.cpp could not decode a batch; the sequence's memory is no longer what it was. */
export class DecodeError extends Error {
	constructor(code: number) {
		super(`llama_decode returned ${code}`);
		this.name = "DecodeError";
	}
}

/** A context with one sequence, and the batch buffers that feed it. */
export class Decoder {
	readonly batch: number;
	readonly contextLength: number;
	readonly model: NativeModel;
	readonly handle: Handle;
	readonly #memory: Handle | null;
	readonly vocabularySize: number;
	// Buffers live as long as the decoder, on explicit ArrayBuffers: V8 may keep a tiny typed array inside its own heap
	// and move it while native code still reads it.
	readonly #tokens: Int32Array<ArrayBuffer>;
	readonly #positions: Int32Array<ArrayBuffer>;
	readonly #wanted: Int8Array<ArrayBuffer>;
	readonly #onDecoded: OnDecoded;
	#decoding = false;

	private constructor(
		model: NativeModel,
		handle: Handle,
		{ batch, contextLength }: ContextPurpose,
		onDecoded: OnDecoded,
	) {
		this.#onDecoded = onDecoded;
		this.model = model;
		this.handle = handle;
		this.batch = batch;
		this.contextLength = contextLength;
		this.#memory = model.native.memory(handle);
		this.vocabularySize = model.native.vocabularySize(model.native.vocabulary(model.handle));
		this.#tokens = new Int32Array(new ArrayBuffer(batch * 4));
		this.#positions = new Int32Array(new ArrayBuffer(batch * 4));
		this.#wanted = new Int8Array(new ArrayBuffer(batch));
	}

	/** Throws Problem("input") when the context cannot be had, Problem("engine") when the library is not ours. */
	static async open(
		model: NativeModel,
		settings: EngineSettings,
		purpose: ContextPurpose,
		onDecoded: OnDecoded = () => {},
	): Promise<Decoder> {
		const { native } = model;
		const parameters = native.contextDefaults();
		Object.assign(parameters, requested(settings, purpose));
		const handle = await inBackground(native.newContext, model.handle, parameters);
		if (handle === null) {
			throw new Problem(
				"input",
				`llama.cpp cannot make a context of ${purpose.contextLength} tokens for ${basename(model.file)}.`,
				"Choose a shorter context or a smaller model.",
			);
		}
		const echo = { batch: native.contextBatch(handle), sequences: native.contextSequences(handle) };
		try {
			checkEcho({ batch: purpose.batch, sequences: 1 }, echo);
		} catch (error) {
			// The bindings engine goes on in this process, and needs the memory.
			native.freeContext(handle);
			throw error;
		}
		model.adapters.layOver(handle);
		return new Decoder(model, handle, purpose, onDecoded);
	}

	/**
	 * Decodes tokens[from, to) at positions [from, to), keeping the output rows of the positions that `wants` names.
	 * Their rows lie in order of position and are read before the next decode. Throws DecodeError.
	 */
	async decode(tokens: Int32Array, from: number, to: number, wants: (position: number) => boolean): Promise<void> {
		const count = to - from;
		// libllama accepts position gaps and, in places, wrong ids without complaint.
		if (this.#decoding) throw new Error("the decoder is busy");
		if (!(count > 0 && count <= this.batch)) throw new RangeError(`a batch of ${count} tokens`);
		if (!(from >= 0 && to <= tokens.length && to <= this.contextLength))
			throw new RangeError(`positions ${from} to ${to}`);
		for (let i = 0; i < count; i++) {
			const token = tokens[from + i] as number;
			if (!(token >= 0 && token < this.vocabularySize)) throw new RangeError(`token ${token}`);
			this.#tokens[i] = token;
			this.#positions[i] = from + i;
			this.#wanted[i] = wants(from + i) ? 1 : 0;
		}
		const batch: BatchParameters = {
			n_tokens: count,
			token: this.#tokens,
			embd: null,
			pos: this.#positions,
			// Without lists of sequences every token belongs to sequence 0.
			n_seq_id: null,
			seq_id: null,
			logits: this.#wanted,
		};
		this.#decoding = true;
		const started = performance.now();
		try {
			const code = await inBackground(this.model.native.decode, this.handle, batch);
			if (code !== 0) throw new DecodeError(code);
			this.model.native.synchronize(this.handle);
			this.#onDecoded(count, performance.now() - started);
		} finally {
			this.#decoding = false;
		}
	}

	/** Copies the first `rows` rows of logits of the last decode. */
	copyLogits(to: Float32Array<ArrayBuffer>, rows: number): void {
		if (!(rows >= 0 && rows <= this.batch && rows * this.vocabularySize <= to.length))
			throw new RangeError(`${rows} rows`);
		if (rows === 0) return;
		const address = this.model.native.logits(this.handle);
		if (address === null) throw new DecodeError(0);
		this.model.native.copy(to, address, rows * this.vocabularySize * 4);
	}

	/** Forgets positions from `from` on. False, and everything forgotten, when the model cannot forget a part. */
	truncate(from: number): boolean {
		if (this.#memory === null) return from === 0;
		if (from > 0 && this.model.native.removeTail(this.#memory, 0, from, -1)) return true;
		this.model.native.clearMemory(this.#memory, false);
		return from === 0;
	}

	/** Forgets everything and zeroes the cache: numbers that are not finite would leak into what comes next. */
	wipe(): void {
		if (this.#memory !== null) this.model.native.clearMemory(this.#memory, true);
	}

	/** After the adapters got other scales: forgets everything, which was computed under the old ones. */
	adapt(): void {
		this.model.adapters.layOver(this.handle);
		this.wipe();
	}

	close(): void {
		this.model.native.freeContext(this.handle);
	}
}

function requested(settings: EngineSettings, purpose: ContextPurpose): Partial<ContextParameters> {
	return {
		n_ctx: purpose.contextLength,
		n_batch: purpose.batch,
		n_ubatch: purpose.batch,
		n_seq_max: 1,
		n_threads: settings.threads,
		n_threads_batch: settings.threads,
		type_k: KV_TYPES[settings.kvType],
		type_v: KV_TYPES[settings.kvType],
		flash_attn_type: settings.flashAttention ? FLASH_ATTENTION.on : FLASH_ATTENTION.off,
		offload_kqv: settings.gpu !== "cpu",
		// Large batches of a layer left on the processor go to the GPU and small ones do not: two roundings.
		op_offload: settings.gpu !== "cpu" && settings.numericMode === "throughput",
		// A sliding window kept whole lets the tail of a sequence be dropped.
		swa_full: true,
		no_perf: true,
		embeddings: purpose.embeddings !== undefined,
		...(purpose.embeddings ? { pooling_type: purpose.embeddings.pooling } : {}),
	};
}
