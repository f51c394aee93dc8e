/**
 * The C structures and numbers that cross the border, for ONE llama.cpp release (../../pinned.ts): the typed door to
 * what `npm run layouts` read from that release's own headers.
 */
import type { TypeObject } from "koffi";
import { koffi } from "./koffi.ts";
import { ENUMS, FUNCTIONS, STRUCTS } from "./layouts.generated.ts";

export type StructName = keyof typeof STRUCTS;
export type FunctionName = keyof typeof FUNCTIONS;

export interface Layout {
	/** The struct's name in C. */
	readonly name: string;
	/** sizeof, on 64-bit machines. */
	readonly bytes: number;
	readonly members: Readonly<Record<string, { readonly type: string; readonly offset: number; readonly size: number }>>;
	readonly type: TypeObject;
}

const layout = (name: StructName): Layout => {
	const { bytes, members } = STRUCTS[name];
	const types = Object.entries(members).map(([member, { type }]) => [member, type]);
	return { name, bytes, members, type: koffi.struct(Object.fromEntries(types)) };
};

export const LAYOUTS = Object.fromEntries(
	(Object.keys(STRUCTS) as StructName[]).map((name) => [name, layout(name)]),
) as Readonly<Record<StructName, Layout>>;

/** The result and the parameters of a C function, for koffi. */
export function prototypeOf(name: FunctionName): { result: TypeObject | string; takes: (TypeObject | string)[] } {
	const [, result = "", takes = ""] = /^(.*) \((.*)\)$/.exec(FUNCTIONS[name]) ?? [];
	return { result: koffiType(result), takes: takes === "" ? [] : takes.split(", ").map(koffiType) };
}

function koffiType(name: string): TypeObject | string {
	const struct = name.replace(/ \*$/, "");
	if (!(struct in LAYOUTS)) return name;
	const { type } = LAYOUTS[struct as StructName];
	return struct === name ? type : koffi.pointer(type);
}

/** A pointer: an address, null, or a typed array whose memory is meant. */
export type Pointer = bigint | null | ArrayBufferView<ArrayBuffer>;

type Value<T> = T extends "bool" ? boolean : T extends "void *" | "str" ? Pointer : number;

/** A struct as an object with C's member names. */
export type Struct<N extends StructName> = {
	-readonly [M in keyof (typeof STRUCTS)[N]["members"]]: (typeof STRUCTS)[N]["members"][M] extends {
		readonly type: infer T;
	}
		? Value<T>
		: never;
};

export type ModelParameters = Struct<"llama_model_params">;
export type ContextParameters = Struct<"llama_context_params">;
export type QuantizeParameters = Struct<"llama_model_quantize_params">;
export type GgufParameters = Struct<"gguf_init_params">;
export type BatchParameters = Readonly<Struct<"llama_batch">>;

/** `ggml_type` of the KV cache. */
export const KV_TYPES = { F32: ENUMS.ggml_type.GGML_TYPE_F32, F16: ENUMS.ggml_type.GGML_TYPE_F16 } as const;

/** `llama_ftype` by the names that files carry: F16, Q4_K_M. */
export const FILE_TYPES: ReadonlyMap<string, number> = new Map(
	Object.entries(ENUMS.llama_ftype).map(([name, value]) => [name.replace(/^LLAMA_FTYPE_(ALL_|MOSTLY_)?/, ""), value]),
);

/** `llama_pooling_type`. */
export const POOLING = {
	unspecified: ENUMS.llama_pooling_type.LLAMA_POOLING_TYPE_UNSPECIFIED,
	none: ENUMS.llama_pooling_type.LLAMA_POOLING_TYPE_NONE,
	mean: ENUMS.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN,
} as const;

/** `llama_flash_attn_type`. */
export const FLASH_ATTENTION = {
	off: ENUMS.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED,
	on: ENUMS.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_ENABLED,
} as const;

/** `gguf_type` of the metadata we read ourselves. */
export const GGUF_TYPES = { f32: ENUMS.gguf_type.GGUF_TYPE_FLOAT32, string: ENUMS.gguf_type.GGUF_TYPE_STRING } as const;

/** `GGML_LOG_LEVEL_ERROR`. */
export const LOG_ERROR = ENUMS.ggml_log_level.GGML_LOG_LEVEL_ERROR;
