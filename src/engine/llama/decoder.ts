import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import { type ContextPurpose, contextParameters } from "./contextParameters.ts";
import { checkEcho } from "./native/abiGuard.ts";
import type { Handle } from "./native/functions.ts";
import { inBackground } from "./native/inBackground.ts";
import { koffi } from "./native/koffi.ts";
import type { BatchParameters } from "./native/layouts.ts";
import type { NativeModel } from "./nativeModel.ts";

/** llama.cpp could not decode a batch; the sequence's memory is no longer what it was. */
export class DecodeError extends Error {
	/** What `llama_decode` returned; -2 is for want of memory. */
	readonly code: number;

	constructor(code: number) {
		super(`llama_decode returned ${code}`);
		this.code = code;
		this.name = "DecodeError";
	}
}

/** A token of a batch, and where it belongs. */
export interface BatchRow {
	readonly token: number;
	readonly position: number;
	readonly sequence: number;
	/** Whether its row of logits is kept. */
	readonly wanted: boolean;
}

/** A context and the batch buffers that feed it. */
export class Decoder {
	readonly batch: number;
	readonly contextLength: number;
	readonly sequences: number;
	readonly model: NativeModel;
	readonly handle: Handle;
	readonly #memory: Handle | null;
	readonly vocabularySize: number;
	// Buffers live as long as the decoder, on explicit ArrayBuffers: V8 may keep a tiny typed array inside its own heap
	// and move it while native code still reads it.
	readonly #tokens: Int32Array<ArrayBuffer>;
	readonly #positions: Int32Array<ArrayBuffer>;
	readonly #wanted: Int8Array<ArrayBuffer>;
	readonly #sequence: Int32Array<ArrayBuffer>;
	/** How many sequences each token belongs to, and where their list is: lists of one. */
	readonly #sequenceCounts: Int32Array<ArrayBuffer>;
	readonly #sequenceLists: BigUint64Array<ArrayBuffer>;
	readonly #onDecoded: OnDecoded;
	#decoding = false;
	/** Rows of logits that the last decode left. */
	#rows = 0;
	#isCounting = true;

	private constructor(
		model: NativeModel,
		handle: Handle,
		{ batch, contextLength, sequences = 1 }: ContextPurpose,
		onDecoded: OnDecoded,
	) {
		this.#onDecoded = onDecoded;
		this.model = model;
		this.handle = handle;
		this.batch = batch;
		this.contextLength = contextLength;
		this.sequences = sequences;
		this.#memory = model.native.memory(handle);
		this.vocabularySize = model.native.vocabularySize(model.native.vocabulary(model.handle));
		this.#tokens = new Int32Array(new ArrayBuffer(batch * 4));
		this.#positions = new Int32Array(new ArrayBuffer(batch * 4));
		this.#wanted = new Int8Array(new ArrayBuffer(batch));
		this.#sequence = new Int32Array(new ArrayBuffer(batch * 4));
		this.#sequenceCounts = new Int32Array(new ArrayBuffer(batch * 4)).fill(1);
		const address = BigInt(koffi.address(this.#sequence));
		this.#sequenceLists = new BigUint64Array(new ArrayBuffer(batch * 8));
		for (let i = 0; i < batch; i++) this.#sequenceLists[i] = address + 4n * BigInt(i);
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
		Object.assign(parameters, contextParameters(settings, purpose));
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
			checkEcho({ batch: purpose.batch, sequences: purpose.sequences ?? 1 }, echo);
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
		if (!(from >= 0 && from < to && to <= tokens.length)) {
			throw new RangeError(`positions ${from} to ${to} of ${tokens.length}`);
		}
		for (let i = 0; i < Math.min(count, this.batch); i++) {
			const position = from + i;
			this.setRow(i, { token: tokens[position] as number, position, sequence: 0, wanted: wants(position) });
		}
		await this.decodeRows(count);
	}

	/** Prepares a row of the next batch. Throws RangeError with the number that is wrong. */
	setRow(row: number, { token, position, sequence, wanted }: BatchRow): void {
		// libllama accepts position gaps and, in places, wrong ids without complaint.
		if (this.#decoding) throw new Error("the decoder is busy");
		check(row, this.batch, () => `row ${row} of a batch of ${this.batch}`);
		check(token, this.vocabularySize, () => `token ${token} of ${this.vocabularySize}`);
		check(position, this.contextLength, () => `position ${position} in a context of ${this.contextLength} tokens`);
		this.#checkSequence(sequence);
		this.#tokens[row] = token;
		this.#positions[row] = position;
		this.#sequence[row] = sequence;
		this.#wanted[row] = wanted ? 1 : 0;
	}

	/**
	 * Decodes the first `count` rows prepared. The rows of logits that are wanted lie in their order and are read before
	 * the next decode. Throws DecodeError.
	 */
	async decodeRows(count: number): Promise<void> {
		if (this.#decoding) throw new Error("the decoder is busy");
		check(count - 1, this.batch, () => `a batch of ${count} tokens, not 1 to ${this.batch}`);
		const batch: BatchParameters = {
			n_tokens: count,
			token: this.#tokens,
			embd: null,
			pos: this.#positions,
			n_seq_id: this.#sequenceCounts,
			seq_id: this.#sequenceLists,
			logits: this.#wanted,
		};
		this.#decoding = true;
		const started = performance.now();
		try {
			this.#rows = 0;
			const code = await inBackground(this.model.native.decode, this.handle, batch);
			if (code !== 0) throw new DecodeError(code);
			for (let i = 0; i < count; i++) this.#rows += this.#wanted[i] as number;
			this.model.native.synchronize(this.handle);
			if (this.#isCounting) this.#onDecoded(count, performance.now() - started);
		} finally {
			this.#decoding = false;
		}
	}

	/** Decodes made-up tokens to find something out: nobody hears of them as work on a question. */
	async uncounted<T>(work: () => Promise<T>): Promise<T> {
		this.#isCounting = false;
		try {
			return await work();
		} finally {
			this.#isCounting = true;
		}
	}

	/** Copies the first `rows` rows of logits of the last decode. */
	copyLogits(to: Float32Array<ArrayBuffer>, rows: number): void {
		if (this.#decoding) throw new Error("the decoder is busy");
		check(rows, this.#rows + 1, () => `${rows} rows of logits of ${this.#rows}`);
		const room = to.length / this.vocabularySize;
		if (rows > room) throw new RangeError(`${rows} rows of logits where there is room for ${room}`);
		if (rows === 0) return;
		const address = this.model.native.logits(this.handle);
		if (address === null) throw new DecodeError(0);
		this.model.native.copy(to, address, rows * this.vocabularySize * 4);
	}

	/** Gives another sequence what `from` holds, without decoding it again. */
	copySequence(from: number, to: number): void {
		this.#checkSequence(from);
		this.#checkSequence(to);
		if (this.#memory !== null) this.model.native.copySequence(this.#memory, from, to, -1, -1);
	}

	/** Forgets a whole sequence. */
	dropSequence(sequence: number): void {
		this.#checkSequence(sequence);
		if (this.#memory !== null) this.model.native.removeTail(this.#memory, sequence, -1, -1);
	}

	/** Forgets positions of sequence 0 from `from` on. False, and everything forgotten, when the model cannot forget a part. */
	truncate(from: number): boolean {
		check(from, this.contextLength + 1, () => `position ${from} in a context of ${this.contextLength} tokens`);
		if (this.#memory === null) return from === 0;
		if (from > 0 && this.model.native.removeTail(this.#memory, 0, from, -1)) return true;
		if (this.sequences > 1) this.dropSequence(0);
		else this.model.native.clearMemory(this.#memory, false);
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

	#checkSequence(sequence: number): void {
		check(sequence, this.sequences, () => `sequence ${sequence} of ${this.sequences}`);
	}
}

/** Refuses what is no whole number from 0 to below the limit: C would cut it, or read beyond what there is. */
function check(value: number, limit: number, what: () => string): void {
	if (!(Number.isInteger(value) && value >= 0 && value < limit)) throw new RangeError(what());
}
