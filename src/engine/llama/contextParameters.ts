import type { EngineSettings } from "../../protocol/engine.ts";
import { type ContextParameters, FLASH_ATTENTION, KV_TYPES } from "./native/layouts.ts";

/** What a context is for, besides the settings. */
export interface ContextPurpose {
	/** Tokens of one question; a multiple of 256 when there are several sequences. */
	readonly contextLength: number;
	/** Sequences, each with a memory of its own; one when left out. */
	readonly sequences?: number;
	/** Tokens per decode. */
	readonly batch: number;
	/** Hidden states instead of logits, pooled as said (`POOLING`). */
	readonly embeddings?: { readonly pooling: number };
}

/** What departs from llama.cpp's own defaults. */
export function contextParameters(settings: EngineSettings, purpose: ContextPurpose): Partial<ContextParameters> {
	return {
		n_ctx: purpose.contextLength * (purpose.sequences ?? 1),
		n_batch: purpose.batch,
		n_ubatch: purpose.batch,
		n_seq_max: purpose.sequences ?? 1,
		// Each sequence compares its tokens with its own alone, instead of with everybody's.
		kv_unified: false,
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
