/**
 * The C structures that cross the border, for ONE llama.cpp release (../../pinned.ts), in the order of its llama.h.
 * A test compares the field names with that header and the offsets with a C compiler.
 */
import type { TypeObject } from "koffi";
import { koffi } from "./koffi.ts";

/** Field types in C's order; pointers are opaque here. */
type Fields = Readonly<Record<string, "pointer" | "int32" | "uint32" | "float" | "bool" | "size_t">>;

const fields = <T extends Fields[string]>(type: T, names: string): Record<string, T> =>
	Object.fromEntries(names.split(" ").map((name) => [name, type]));

const MODEL_FIELDS: Fields = {
	...fields("pointer", "devices tensor_buft_overrides"),
	...fields("int32", "n_gpu_layers split_mode load_mode lazy_mode main_gpu"),
	...fields("pointer", "tensor_split progress_callback progress_callback_user_data kv_overrides"),
	...fields("bool", "vocab_only check_tensors use_extra_bufts no_host no_alloc load_mtp"),
};

const CONTEXT_FIELDS: Fields = {
	...fields("uint32", "n_ctx n_batch n_ubatch n_seq_max n_rs_seq n_outputs_max n_outputs_max_per_seq"),
	...fields("int32", "n_threads n_threads_batch"),
	...fields("int32", "ctx_type rope_scaling_type pooling_type attention_type flash_attn_type"),
	...fields("float", "rope_freq_base rope_freq_scale"),
	...fields("float", "yarn_ext_factor yarn_attn_factor yarn_beta_fast yarn_beta_slow"),
	yarn_orig_ctx: "uint32",
	defrag_thold: "float",
	...fields("pointer", "cb_eval cb_eval_user_data"),
	...fields("int32", "type_k type_v"),
	...fields("pointer", "abort_callback abort_callback_data"),
	...fields("bool", "embeddings offload_kqv no_perf op_offload swa_full kv_unified"),
	samplers: "pointer",
	n_samplers: "size_t",
	ctx_other: "pointer",
};

const BATCH_FIELDS: Fields = {
	n_tokens: "int32",
	...fields("pointer", "token embd pos n_seq_id seq_id logits"),
};

export interface Layout {
	/** The struct's name in llama.h. */
	readonly name: string;
	readonly fields: Fields;
	/** sizeof, by a C compiler on 64-bit machines. */
	readonly bytes: number;
	readonly type: TypeObject;
}

function layout(name: string, members: Fields, bytes: number): Layout {
	const types = Object.entries(members).map(([field, type]) => [field, type === "pointer" ? "void *" : type]);
	return { name, fields: members, bytes, type: koffi.struct(Object.fromEntries(types)) };
}

export const LAYOUTS = {
	model: layout("llama_model_params", MODEL_FIELDS, 80),
	context: layout("llama_context_params", CONTEXT_FIELDS, 160),
	batch: layout("llama_batch", BATCH_FIELDS, 56),
} as const;

/** A pointer: an address, null, or a typed array whose memory is meant. */
export type Pointer = bigint | null | ArrayBufferView<ArrayBuffer>;

/** What we read and set of `llama_model_params`; the other fields keep their defaults. */
export interface ModelParameters {
	n_gpu_layers: number;
	vocab_only: boolean;
	readonly use_extra_bufts: boolean;
	readonly tensor_split: Pointer;
	readonly kv_overrides: Pointer;
}

/** What we read and set of `llama_context_params`. */
export interface ContextParameters {
	n_ctx: number;
	n_batch: number;
	n_ubatch: number;
	n_seq_max: number;
	n_threads: number;
	n_threads_batch: number;
	pooling_type: number;
	flash_attn_type: number;
	type_k: number;
	type_v: number;
	embeddings: boolean;
	offload_kqv: boolean;
	op_offload: boolean;
	no_perf: boolean;
	swa_full: boolean;
	readonly ctx_other: Pointer;
	readonly n_samplers: number;
}

/** A whole `llama_batch`. */
export interface BatchParameters {
	readonly n_tokens: number;
	readonly token: Pointer;
	readonly embd: Pointer;
	readonly pos: Pointer;
	readonly n_seq_id: Pointer;
	readonly seq_id: Pointer;
	readonly logits: Pointer;
}

/** `ggml_type` of the KV cache. */
export const KV_TYPES = { F32: 0, F16: 1 } as const;

/** `llama_pooling_type`. */
export const POOLING = { unspecified: -1, none: 0, mean: 1 } as const;

/** `llama_flash_attn_type`. */
export const FLASH_ATTENTION = { off: 0, on: 1 } as const;
