/**
 * The C functions we call, over the libraries of one platform package. To bind another one, add it to the interface and
 * to `bind`, then `npm run layouts` reads its prototype from the header.
 */
import { Problem } from "../../../core/audit/problem.ts";
import type { Backend } from "../../../protocol/engine.ts";
import { checkDefaults } from "./abiGuard.ts";
import { gpuDevices } from "./devices.ts";
import type { Native } from "./inBackground.ts";
import { koffi } from "./koffi.ts";
import type {
	BatchParameters,
	ContextParameters,
	GgufParameters,
	ModelParameters,
	Pointer,
	QuantizeParameters,
} from "./layouts.ts";
import { doesNotLoad, type OpenLibraries, of, openLibraries } from "./openLibraries.ts";

/** Handles are addresses that only the library understands. */
export type Handle = bigint;

export interface NativeFunctions {
	loadBackends: (folder: string) => void;
	backendCount: () => number;
	backendInit: () => void;
	logSet: (callback: Pointer, data: Pointer) => void;
	deviceCount: () => number;
	device: (index: number) => Handle;
	/** `ggml_backend_dev_type`. */
	deviceType: (device: Handle) => number;
	deviceDescription: (device: Handle) => string;
	deviceMemory: (device: Handle, free: BigUint64Array<ArrayBuffer>, total: BigUint64Array<ArrayBuffer>) => void;

	modelDefaults: () => ModelParameters;
	loadModel: Native<(file: string, parameters: ModelParameters) => Handle | null>;
	freeModel: (model: Handle) => void;
	metadata: (model: Handle, key: string, buffer: Uint8Array<ArrayBuffer>, size: number) => number;
	parameters: (model: Handle) => number | bigint;
	fileType: (model: Handle) => number;
	trainedContext: (model: Handle) => number;
	embeddingLength: (model: Handle) => number;

	openGguf: Native<(file: string, parameters: GgufParameters) => Handle | null>;
	freeGguf: (header: Handle) => void;
	/** -1 when the header has no such key. */
	ggufKey: (header: Handle, key: string) => number | bigint;
	/** `gguf_type`; only a value of the type asked for may be read, else the library aborts. */
	ggufKeyType: (header: Handle, key: number | bigint) => number;
	ggufString: (header: Handle, key: number | bigint) => string;
	ggufTensorCount: (header: Handle) => number;
	ggufTensorName: (header: Handle, index: number) => string;
	ggufTensorBytes: (header: Handle, index: number) => number;
	/** `ggml_type`. */
	ggufTensorType: (header: Handle, index: number) => number;
	/** Address of four int64. */
	ggufTensorShape: (header: Handle, index: number) => Handle;

	/** Null when the adapter does not fit the model. Freed with the model. */
	loadAdapter: Native<(model: Handle, file: string) => Handle | null>;
	/** Lays exactly these adapters over the weights as a context sees them; those of scale 0 are left out. */
	setAdapters: (
		context: Handle,
		adapters: BigUint64Array<ArrayBuffer>,
		count: number,
		scales: Float32Array<ArrayBuffer>,
	) => number;

	vocabulary: (model: Handle) => Handle;
	vocabularySize: (vocabulary: Handle) => number;
	addsBos: (vocabulary: Handle) => boolean;
	bos: (vocabulary: Handle) => number;
	/** -1 when there is none, as `bos`. */
	eos: (vocabulary: Handle) => number;
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
	/** Gives sequence `to` positions [from, until) of another; between sequences with memories of their own, all of them. */
	copySequence: (memory: Handle, of: number, to: number, from: number, until: number) => void;
	/** Removes positions [from, to) of a sequence; -1 is the beginning or the end. False when a part cannot be removed. */
	removeTail: (memory: Handle, sequence: number, from: number, to: number) => boolean;

	quantizeDefaults: () => QuantizeParameters;
	/** 0 when the file was written. */
	quantize: Native<(file: string, out: string, parameters: QuantizeParameters) => number>;

	copy: (to: ArrayBufferView<ArrayBuffer>, from: Handle, bytes: number) => void;
	/** A native function that does nothing whatever it is called with: a silent log. */
	readonly doesNothing: Handle;
}

const LIBC: Readonly<Record<string, string>> = { win32: "msvcrt.dll", darwin: "/usr/lib/libSystem.B.dylib" };

let bound: NativeFunctions | undefined;

/**
 * The functions over a backend's libraries, which are loaded once per process. Throws Problem("engine") when the
 * package is missing, of another release, or cannot be loaded here.
 */
export function nativeFunctions(backend: Backend): NativeFunctions {
	const libraries = openLibraries(backend);
	if (bound) return bound;
	try {
		bound = bind(libraries, backend);
	} catch (cause) {
		throw cause instanceof Problem ? cause : doesNotLoad(cause);
	}
	return bound;
}

function bind({ llama, ggml, base, platform }: OpenLibraries, backend: Backend): NativeFunctions {
	const libc = koffi.load(LIBC[process.platform] ?? "libc.so.6");
	const functions: NativeFunctions = {
		loadBackends: of(ggml, "ggml_backend_load_all_from_path"),
		backendCount: of(ggml, "ggml_backend_reg_count"),
		backendInit: of(llama, "llama_backend_init"),
		logSet: of(llama, "llama_log_set"),
		deviceCount: of(ggml, "ggml_backend_dev_count"),
		device: of(ggml, "ggml_backend_dev_get"),
		deviceType: of(base, "ggml_backend_dev_type"),
		deviceDescription: of(base, "ggml_backend_dev_description"),
		deviceMemory: of(base, "ggml_backend_dev_memory"),

		modelDefaults: of(llama, "llama_model_default_params"),
		loadModel: of(llama, "llama_model_load_from_file"),
		freeModel: of(llama, "llama_model_free"),
		metadata: of(llama, "llama_model_meta_val_str"),
		parameters: of(llama, "llama_model_n_params"),
		fileType: of(llama, "llama_model_ftype"),
		trainedContext: of(llama, "llama_model_n_ctx_train"),
		embeddingLength: of(llama, "llama_model_n_embd"),

		openGguf: of(base, "gguf_init_from_file"),
		freeGguf: of(base, "gguf_free"),
		ggufKey: of(base, "gguf_find_key"),
		ggufKeyType: of(base, "gguf_get_kv_type"),
		ggufString: of(base, "gguf_get_val_str"),
		ggufTensorCount: of(base, "gguf_get_n_tensors"),
		ggufTensorName: of(base, "gguf_get_tensor_name"),
		ggufTensorBytes: of(base, "gguf_get_tensor_size"),
		ggufTensorType: of(base, "gguf_get_tensor_type"),
		ggufTensorShape: of(base, "gguf_get_tensor_ne"),

		loadAdapter: of(llama, "llama_adapter_lora_init"),
		setAdapters: of(llama, "llama_set_adapters_lora"),

		vocabulary: of(llama, "llama_model_get_vocab"),
		vocabularySize: of(llama, "llama_vocab_n_tokens"),
		addsBos: of(llama, "llama_vocab_get_add_bos"),
		bos: of(llama, "llama_vocab_bos"),
		eos: of(llama, "llama_vocab_eos"),
		isEnd: of(llama, "llama_vocab_is_eog"),
		tokenText: of(llama, "llama_vocab_get_text"),
		tokenAttributes: of(llama, "llama_vocab_get_attr"),
		tokenize: of(llama, "llama_tokenize"),
		piece: of(llama, "llama_token_to_piece"),

		contextDefaults: of(llama, "llama_context_default_params"),
		newContext: of(llama, "llama_init_from_model"),
		freeContext: of(llama, "llama_free"),
		contextBatch: of(llama, "llama_n_batch"),
		contextSequences: of(llama, "llama_n_seq_max"),
		pooling: of(llama, "llama_pooling_type"),
		decode: of(llama, "llama_decode"),
		synchronize: of(llama, "llama_synchronize"),
		logits: of(llama, "llama_get_logits"),
		embeddingOf: of(llama, "llama_get_embeddings_ith"),
		embeddingOfSequence: of(llama, "llama_get_embeddings_seq"),
		memory: of(llama, "llama_get_memory"),
		clearMemory: of(llama, "llama_memory_clear"),
		copySequence: of(llama, "llama_memory_seq_cp"),
		removeTail: of(llama, "llama_memory_seq_rm"),

		quantizeDefaults: of(llama, "llama_model_quantize_default_params"),
		quantize: of(llama, "llama_model_quantize"),

		copy: libc.func("memcpy", "void *", ["void *", "void *", "size_t"]),
		// It takes no argument and returns a constant; C callers of more arguments do not notice. A JS callback would
		// make every log line of a worker thread wait for the JS thread.
		doesNothing: llama.symbol("llama_max_devices") as Handle,
	};
	checkDefaults("llama_model_params", functions.modelDefaults());
	checkDefaults("llama_context_params", functions.contextDefaults());
	checkDefaults("llama_model_quantize_params", functions.quantizeDefaults());
	functions.logSet(functions.doesNothing, null);
	functions.loadBackends(platform.folder);
	// Built for the CUDA before: ggml takes it only when the first found no device.
	if (backend !== "cpu" && platform.fallback && gpuDevices(functions).length === 0)
		functions.loadBackends(platform.fallback);
	if (Number(functions.backendCount()) === 0) throw new Error("no CPU backend in its folder runs on this processor");
	functions.backendInit();
	return functions;
}
