import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bpe } from "../../src/lab/bpe.ts";
import type { TensorType } from "../../src/lab/gguf/tensorTypes.ts";
import { GgufWriter } from "../../src/lab/gguf/writer.ts";
import { type ModelShape, tensorShapes } from "../../src/lab/modelShape.ts";
import { Rng } from "../../src/lab/rng.ts";

/** What a test may want to be otherwise. */
export interface TinyModelOptions {
	readonly seed?: number;
	readonly context?: number;
	readonly vocabulary?: number;
	readonly width?: number;
	readonly layers?: number;
	readonly addBos?: boolean;
	/** Written as `llama.pooling_type`. */
	readonly pooling?: number;
	/** Leaves out `tokenizer.ggml.pre`. */
	readonly withoutPreTokenizer?: boolean;
	readonly architecture?: string;
	/** Jinja. */
	readonly chatTemplate?: string;
	/** Texts of control tokens, in place of unused ones from the end of the vocabulary. */
	readonly specials?: readonly string[];
	/** An output layer of its own instead of the embedding's. */
	readonly untied?: boolean;
	/** Of the matrices; vectors stay F32. */
	readonly type?: TensorType;
	/** Changes weights before they are written. */
	readonly edit?: (name: string, data: Float32Array) => void;
}

// Enough merges that tokens are longer than a byte and some split characters.
const MERGES = ["Ġ t", "h e", "Ġt he", "i n", "r e", "Ġ a", "o n", "e r", "Ġ s", "a t", "e n", "o r", "e s", "Ġ o"];

/** The bytes of a GGUF file: a Llama with random weights large enough that its distributions have some shape. */
export function tinyModelBytes(options: TinyModelOptions = {}): Uint8Array {
	const {
		seed = 1,
		context = 1024,
		vocabulary = 288,
		width = 64,
		layers = 2,
		addBos = true,
		architecture = "llama",
		type = "F32",
	} = options;
	const tokenizer = new Bpe(MERGES, vocabulary);
	const size = tokenizer.vocab.length;
	const shape: ModelShape = { vocab: size, width, layers, heads: 2, ff: 96, epsilon: 1e-5, ropeBase: 10000, context };
	const { specials = [] } = options;
	const isSpecial = (id: number) => id === tokenizer.endOfText || id >= size - specials.length;
	const kind = (id: number) => (tokenizer.isText(id) ? 1 : isSpecial(id) ? 3 : 5);
	const vocab = [...tokenizer.vocab.slice(0, size - specials.length), ...specials];
	const u32 = (value: number) => ({ type: "u32", value }) as const;
	const file = new GgufWriter()
		.set("general.architecture", { type: "string", value: architecture })
		.set("general.name", { type: "string", value: "tiny" })
		.set("general.file_type", u32(0))
		.set(`${architecture}.vocab_size`, u32(size))
		.set(`${architecture}.context_length`, u32(context))
		.set(`${architecture}.embedding_length`, u32(width))
		.set(`${architecture}.block_count`, u32(layers))
		.set(`${architecture}.feed_forward_length`, u32(shape.ff))
		.set(`${architecture}.attention.head_count`, u32(2))
		.set(`${architecture}.attention.head_count_kv`, u32(2))
		.set(`${architecture}.attention.layer_norm_rms_epsilon`, { type: "f32", value: 1e-5 })
		.set(`${architecture}.rope.dimension_count`, u32(width / 2))
		.set("tokenizer.ggml.model", { type: "string", value: "gpt2" })
		.set("tokenizer.ggml.tokens", { type: "string[]", value: vocab })
		.set("tokenizer.ggml.token_type", { type: "i32[]", value: vocab.map((_, id) => kind(id)) })
		.set("tokenizer.ggml.merges", { type: "string[]", value: tokenizer.merges })
		.set("tokenizer.ggml.bos_token_id", u32(tokenizer.endOfText))
		.set("tokenizer.ggml.eos_token_id", u32(tokenizer.endOfText))
		.set("tokenizer.ggml.add_bos_token", { type: "bool", value: addBos });
	if (!options.withoutPreTokenizer) file.set("tokenizer.ggml.pre", { type: "string", value: "gpt-2" });
	if (options.chatTemplate !== undefined) {
		file.set("tokenizer.chat_template", { type: "string", value: options.chatTemplate });
	}
	if (options.pooling !== undefined) file.set(`${architecture}.pooling_type`, u32(options.pooling));
	const rng = new Rng(seed);
	const tensors = new Map(tensorShapes(shape));
	if (options.untied) tensors.set("output.weight", [size, width]);
	for (const [name, dims] of tensors) {
		const length = dims.reduce((a, b) => a * b, 1);
		const data = Float32Array.from({ length }, () => (dims.length === 1 ? 1 : rng.normal() * 0.2));
		options.edit?.(name, data);
		file.add(name, { shape: dims, data }, dims.length === 1 ? "F32" : type);
	}
	// A plain array: a Buffer's slice would share its memory.
	return Uint8Array.from(file.toBytes());
}

const folders: string[] = [];
process.once("exit", () => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes the model into a folder of its own under the system's temporary folder. */
export function tinyModel(options: TinyModelOptions = {}, name = "tiny.gguf"): string {
	return temporaryFile(tinyModelBytes(options), name);
}

export function temporaryFile(bytes: Uint8Array, name: string): string {
	const folder = mkdtempSync(join(tmpdir(), "palimpsest-model-"));
	folders.push(folder);
	const file = join(folder, name);
	writeFileSync(file, bytes);
	return file;
}
