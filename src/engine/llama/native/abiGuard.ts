/**
 * Canaries that a library is the release our layouts were written for. llama.cpp documents its parameter structs as
 * extensible, so a shifted field would be read without complaint: each canary throws Problem("engine") instead, and
 * the bindings engine takes over.
 */

import { Problem } from "../../../core/audit/problem.ts";
import { PINNED } from "../../pinned.ts";
import type { PlatformPackage } from "../../platformPackage.ts";
import { koffi } from "./koffi.ts";
import { ENUMS } from "./layouts.generated.ts";
import { LAYOUTS, type Layout, type Struct, type StructName } from "./layouts.ts";

/** First, before anything is loaded: the package is of the pinned release. */
export function checkRelease({ name, version, release }: Pick<PlatformPackage, "name" | "version" | "release">): void {
	require(version === PINNED.nodeLlamaCpp, `${name} is ${version} instead of ${PINNED.nodeLlamaCpp}`);
	require(release === PINNED.llamaCpp, `${name} holds llama.cpp ${release} instead of ${PINNED.llamaCpp}`);
}

/** Second, before any native call: on this machine the structs lie in memory as the header says. */
export function checkSizes(layouts: readonly Layout[] = Object.values(LAYOUTS)): void {
	for (const { name, type, bytes, members } of layouts) {
		const found = koffi.sizeof(type);
		require(found === bytes, `${name} has ${found} bytes instead of ${bytes}`);
		for (const [member, { offset }] of Object.entries(members)) {
			const at = koffi.offsetof(type, member);
			require(at === offset, `${name}.${member} lies at ${at} instead of ${offset}`);
		}
	}
}

/** What llama.cpp's own source sets: values that differ from their neighbours, around every member we read or set. */
const DEFAULTS = {
	llama_model_params: {
		tensor_buft_overrides: null,
		n_gpu_layers: -1,
		split_mode: ENUMS.llama_split_mode.LLAMA_SPLIT_MODE_LAYER,
		load_mode: ENUMS.llama_load_mode.LLAMA_LOAD_MODE_AUTO,
		main_gpu: 0,
		tensor_split: null,
		kv_overrides: null,
		vocab_only: false,
		check_tensors: false,
		use_extra_bufts: true,
		no_host: false,
		no_alloc: false,
	},
	llama_context_params: {
		n_ctx: 512,
		n_batch: 2048,
		n_ubatch: 512,
		n_seq_max: 1,
		pooling_type: ENUMS.llama_pooling_type.LLAMA_POOLING_TYPE_UNSPECIFIED,
		flash_attn_type: ENUMS.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_AUTO,
		yarn_ext_factor: -1,
		yarn_orig_ctx: 0,
		cb_eval: null,
		type_k: ENUMS.ggml_type.GGML_TYPE_F16,
		type_v: ENUMS.ggml_type.GGML_TYPE_F16,
		abort_callback_data: null,
		embeddings: false,
		offload_kqv: true,
		op_offload: true,
		swa_full: true,
		kv_unified: false,
		samplers: null,
		n_samplers: 0,
		ctx_other: null,
	},
	llama_model_quantize_params: {
		nthread: 0,
		ftype: ENUMS.llama_ftype.LLAMA_FTYPE_MOSTLY_Q8_0,
		output_tensor_type: ENUMS.ggml_type.GGML_TYPE_COUNT,
		token_embedding_type: ENUMS.ggml_type.GGML_TYPE_COUNT,
		allow_requantize: false,
		quantize_output_tensor: true,
		only_copy: false,
		imatrix: null,
		prune_layers: null,
	},
} as const satisfies { readonly [N in StructName]?: Partial<Struct<N>> };

/** Third: known default values appear in the members where we expect them. */
export function checkDefaults<N extends keyof typeof DEFAULTS>(name: N, found: Struct<N>): void {
	for (const [member, value] of Object.entries(DEFAULTS[name])) {
		const is = found[member as keyof Struct<N>];
		require(is === value, `${name}.${member} is ${is} instead of ${value}`);
	}
}

/** Fourth: a new context echoes what it was asked for. */
export function checkEcho(
	asked: { batch: number; sequences: number },
	found: { batch: number; sequences: number },
): void {
	require(asked.batch === found.batch, `a context for batches of ${asked.batch} says ${found.batch}`);
	require(asked.sequences === found.sequences, `a context for ${asked.sequences} sequences says ${found.sequences}`);
}

function require(holds: boolean, what: string): void {
	if (holds) return;
	throw new Problem(
		"engine",
		`The installed llama.cpp library does not match this version of Palimpsest: ${what}.`,
		"Install again with `npm ci`.",
	);
}
