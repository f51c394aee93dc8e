/** The C functions we call, with their types, over the libraries of one platform package. */
import type { TypeObject } from "koffi";
import { Problem } from "../../../core/audit/problem.ts";
import { findPlatformPackage } from "../../platformPackage.ts";
import { checkRelease, checkSizes } from "./abiGuard.ts";
import type { Native } from "./inBackground.ts";
import { koffi } from "./koffi.ts";
import {
	type BatchParameters,
	type ContextParameters,
	LAYOUTS,
	type ModelParameters,
	type Pointer,
} from "./layouts.ts";
import { findLibraries } from "./libraries.ts";

/** Handles are addresses that only the library understands. */
export type Handle = bigint;

export interface NativeFunctions {
	loadBackends: (folder: string) => void;
	backendCount: () => number;
	backendInit: () => void;
	logSet: (callback: Pointer, data: Pointer) => void;

	modelDefaults: () => ModelParameters;
	loadModel: Native<(file: string, parameters: ModelParameters) => Handle | null>;
	freeModel: (model: Handle) => void;
	metadata: (model: Handle, key: string, buffer: Uint8Array<ArrayBuffer>, size: number) => number;
	parameters: (model: Handle) => number | bigint;
	fileType: (model: Handle) => number;
	fileTypeName: (type: number) => string;
	trainedContext: (model: Handle) => number;
	embeddingLength: (model: Handle) => number;

	vocabulary: (model: Handle) => Handle;
	vocabularySize: (vocabulary: Handle) => number;
	addsBos: (vocabulary: Handle) => boolean;
	bos: (vocabulary: Handle) => number;
	isEnd: (vocabulary: Handle, token: number) => boolean;
	tokenText: (vocabulary: Handle, token: number) => string | null;
	tokenAttributes: (vocabulary: Handle, token: number) => number;
	tokenize: (
		vocabulary: Handle,
		text: Uint8Array<ArrayBuffer>,
		length: number,
		tokens: Int32Array<ArrayBuffer>,
		capacity: number,
		addSpecial: boolean,
		parseSpecial: boolean,
	) => number;
	piece: (
		vocabulary: Handle,
		token: number,
		buffer: Uint8Array<ArrayBuffer>,
		length: number,
		leftStrip: number,
		special: boolean,
	) => number;

	contextDefaults: () => ContextParameters;
	newContext: Native<(model: Handle, parameters: ContextParameters) => Handle | null>;
	freeContext: (context: Handle) => void;
	contextBatch: (context: Handle) => number;
	contextSequences: (context: Handle) => number;
	pooling: (context: Handle) => number;
	decode: Native<(context: Handle, batch: BatchParameters) => number>;
	synchronize: (context: Handle) => void;
	logits: (context: Handle) => Handle | null;
	embeddingOf: (context: Handle, row: number) => Handle | null;
	embeddingOfSequence: (context: Handle, sequence: number) => Handle | null;
	memory: (context: Handle) => Handle | null;
	clearMemory: (memory: Handle, data: boolean) => void;
	/** Removes positions [from, to) of a sequence; to = -1 is the end. False when a part cannot be removed. */
	removeTail: (memory: Handle, sequence: number, from: number, to: number) => boolean;

	copy: (to: ArrayBufferView<ArrayBuffer>, from: Handle, bytes: number) => void;
	/** A native function that does nothing whatever it is called with: a silent log. */
	readonly doesNothing: Handle;
}

const P = "void *";
const LIBC: Readonly<Record<string, string>> = { win32: "msvcrt.dll", darwin: "/usr/lib/libSystem.B.dylib" };

let opened: NativeFunctions | undefined;

/**
 * Loads the libraries once per process. Throws Problem("engine") when the package is missing, of another release, or
 * cannot be loaded here.
 */
export function nativeFunctions(): NativeFunctions {
	if (opened) return opened;
	const platform = findPlatformPackage();
	checkRelease(platform);
	checkSizes();
	try {
		opened = bind(platform.folder);
	} catch (cause) {
		if (cause instanceof Problem) throw cause;
		const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
		throw new Problem("engine", `llama.cpp cannot be loaded: ${why}.`, "Install again with `npm ci`.");
	}
	return opened;
}

function bind(folder: string): NativeFunctions {
	const files = findLibraries(folder);
	// Order matters on Linux: libllama first and global, so that the rest resolves against it.
	const llama = koffi.load(files.llama, { global: true });
	const ggml = koffi.load(files.ggml);
	const libc = koffi.load(LIBC[process.platform] ?? "libc.so.6");
	const f = (name: string, result: TypeObject | string, ...args: (TypeObject | string)[]) =>
		llama.func(name, result, args);
	const { model, context, batch } = LAYOUTS;

	const functions: NativeFunctions = {
		loadBackends: ggml.func("ggml_backend_load_all_from_path", "void", ["str"]),
		backendCount: ggml.func("ggml_backend_reg_count", "size_t", []),
		backendInit: f("llama_backend_init", "void"),
		logSet: f("llama_log_set", "void", P, P),

		modelDefaults: f("llama_model_default_params", model.type),
		loadModel: f("llama_model_load_from_file", P, "str", model.type),
		freeModel: f("llama_model_free", "void", P),
		metadata: f("llama_model_meta_val_str", "int32", P, "str", P, "size_t"),
		parameters: f("llama_model_n_params", "uint64", P),
		fileType: f("llama_model_ftype", "int32", P),
		fileTypeName: f("llama_ftype_name", "str", "int32"),
		trainedContext: f("llama_model_n_ctx_train", "int32", P),
		embeddingLength: f("llama_model_n_embd", "int32", P),

		vocabulary: f("llama_model_get_vocab", P, P),
		vocabularySize: f("llama_vocab_n_tokens", "int32", P),
		addsBos: f("llama_vocab_get_add_bos", "bool", P),
		bos: f("llama_vocab_bos", "int32", P),
		isEnd: f("llama_vocab_is_eog", "bool", P, "int32"),
		tokenText: f("llama_vocab_get_text", "str", P, "int32"),
		tokenAttributes: f("llama_vocab_get_attr", "int32", P, "int32"),
		tokenize: f("llama_tokenize", "int32", P, P, "int32", P, "int32", "bool", "bool"),
		piece: f("llama_token_to_piece", "int32", P, "int32", P, "int32", "int32", "bool"),

		contextDefaults: f("llama_context_default_params", context.type),
		newContext: f("llama_init_from_model", P, P, context.type),
		freeContext: f("llama_free", "void", P),
		contextBatch: f("llama_n_batch", "uint32", P),
		contextSequences: f("llama_n_seq_max", "uint32", P),
		pooling: f("llama_pooling_type", "int32", P),
		decode: f("llama_decode", "int32", P, batch.type),
		synchronize: f("llama_synchronize", "void", P),
		logits: f("llama_get_logits", P, P),
		embeddingOf: f("llama_get_embeddings_ith", P, P, "int32"),
		embeddingOfSequence: f("llama_get_embeddings_seq", P, P, "int32"),
		memory: f("llama_get_memory", P, P),
		clearMemory: f("llama_memory_clear", "void", P, "bool"),
		removeTail: f("llama_memory_seq_rm", "bool", P, "int32", "int32", "int32"),

		copy: libc.func("memcpy", P, [P, P, "size_t"]),
		// It takes no argument and returns a constant; C callers of more arguments do not notice. A JS callback would
		// make every log line of a worker thread wait for the JS thread.
		doesNothing: llama.symbol("llama_max_devices") as Handle,
	};
	functions.logSet(functions.doesNothing, null);
	functions.loadBackends(folder);
	if (Number(functions.backendCount()) === 0) throw new Error("no CPU backend in its folder runs on this processor");
	functions.backendInit();
	return functions;
}
