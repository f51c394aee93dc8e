import type { Outcome } from "../../core/model/answer.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import { notFinite } from "../questions/failures.ts";
import type { PreparedEmbed } from "../questions/prepared.ts";
import { DecodeError, Decoder } from "./decoder.ts";
import { POOLING } from "./native/layouts.ts";
import type { NativeModel } from "./nativeModel.ts";
import { decodeFailure } from "./scoreWalker.ts";

/**
 * Turns texts into vectors with a context of its own. A model made for embedding pools as its metadata say. Any other
 * model's vector is the mean of the last hidden states of the text's tokens; BOS is left out, because its state is an
 * outlier that says nothing of the text.
 */
export class Embedder {
	readonly #decoder: Decoder;
	readonly #pools: boolean;
	readonly #length: number;

	private constructor(decoder: Decoder, pools: boolean, length: number) {
		this.#decoder = decoder;
		this.#pools = pools;
		this.#length = length;
	}

	static async open(model: NativeModel, settings: EngineSettings, onDecoded: OnDecoded): Promise<Embedder> {
		const contextLength = model.contextLength(settings);
		const pooling = model.number("pooling_type") ?? POOLING.none;
		const pools = pooling !== POOLING.none;
		// Pooling happens within one decode, so there the whole text is one batch.
		const batch = pools || !model.isCausal ? contextLength : Math.min(settings.batch, contextLength);
		const purpose = { contextLength, batch, embeddings: { pooling } };
		const decoder = await Decoder.open(model, settings, purpose, onDecoded);
		return new Embedder(decoder, pools, model.native.embeddingLength(model.handle));
	}

	/** Undefined when aborted. */
	async embed({ tokens, offset }: PreparedEmbed, signal?: AbortSignal): Promise<Outcome | undefined> {
		const decoder = this.#decoder;
		const sum = new Float64Array(this.#length);
		try {
			decoder.wipe();
			for (let from = 0; from < tokens.length; from += decoder.batch) {
				const to = Math.min(from + decoder.batch, tokens.length);
				await decoder.decode(tokens, from, to, () => true);
				if (signal?.aborted) return undefined;
				if (this.#pools) this.#add(sum, decoder.model.native.embeddingOfSequence(decoder.handle, 0));
				else for (let i = Math.max(from, offset); i < to; i++) this.#add(sum, this.#stateOf(i - from));
			}
		} catch (error) {
			if (error instanceof DecodeError) return decodeFailure(error);
			throw error;
		}
		const count = this.#pools ? 1 : tokens.length - offset;
		const vector = Float32Array.from(sum, (x) => x / count);
		return vector.every(Number.isFinite) ? { kind: "embed", vector } : notFinite();
	}

	adapt(): void {
		this.#decoder.adapt();
	}

	close(): void {
		this.#decoder.close();
	}

	#stateOf(row: number): bigint | null {
		return this.#decoder.model.native.embeddingOf(this.#decoder.handle, row);
	}

	#add(sum: Float64Array, address: bigint | null): void {
		if (address === null) throw new DecodeError(0);
		const state = new Float32Array(new ArrayBuffer(this.#length * 4));
		this.#decoder.model.native.copy(state, address, state.byteLength);
		state.forEach((x, i) => {
			sum[i] = (sum[i] as number) + x;
		});
	}
}
