import { Bpe } from "../bpe.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { type TensorType, tensorTypes } from "./tensorTypes.ts";
import { GgufWriter } from "./writer.ts";

/** `tokenizer.ggml.token_type` (`llama_token_type`). */
const NORMAL = 1;
const CONTROL = 3;
const UNUSED = 5;

/** The bytes of a GGUF file that a stock llama.cpp loads as architecture "llama". */
export function modelFile(
	model: Pick<Checkpoint, "shape" | "merges" | "weights">,
	type: TensorType,
	name: string,
): Uint8Array {
	const { shape, merges, weights } = model;
	const file = new GgufWriter()
		.set("general.architecture", { type: "string", value: "llama" })
		.set("general.type", { type: "string", value: "model" })
		.set("general.name", { type: "string", value: name })
		.set("general.file_type", { type: "u32", value: tensorTypes[type].fileType })
		.set("general.quantization_version", { type: "u32", value: 2 })
		.set("llama.vocab_size", { type: "u32", value: shape.vocab })
		.set("llama.context_length", { type: "u32", value: shape.context })
		.set("llama.embedding_length", { type: "u32", value: shape.width })
		.set("llama.block_count", { type: "u32", value: shape.layers })
		.set("llama.feed_forward_length", { type: "u32", value: shape.ff })
		.set("llama.attention.head_count", { type: "u32", value: shape.heads })
		.set("llama.attention.head_count_kv", { type: "u32", value: shape.heads })
		.set("llama.attention.layer_norm_rms_epsilon", { type: "f32", value: shape.epsilon })
		.set("llama.rope.dimension_count", { type: "u32", value: shape.width / shape.heads })
		.set("llama.rope.freq_base", { type: "f32", value: shape.ropeBase });
	describeTokenizer(file, new Bpe(merges));
	for (const [tensorName, tensor] of Object.entries(weights)) {
		file.add(tensorName, tensor, tensorType(tensorName, tensor.shape, type));
	}
	return file.toBytes();
}

function describeTokenizer(file: GgufWriter, tokenizer: Bpe): void {
	const kind = (id: number) => (tokenizer.isText(id) ? NORMAL : id === tokenizer.endOfText ? CONTROL : UNUSED);
	file
		.set("tokenizer.ggml.model", { type: "string", value: "gpt2" })
		.set("tokenizer.ggml.pre", { type: "string", value: "gpt-2" })
		.set("tokenizer.ggml.tokens", { type: "string[]", value: tokenizer.vocab })
		.set("tokenizer.ggml.token_type", { type: "i32[]", value: tokenizer.vocab.map((_, id) => kind(id)) })
		.set("tokenizer.ggml.merges", { type: "string[]", value: tokenizer.merges })
		.set("tokenizer.ggml.bos_token_id", { type: "u32", value: tokenizer.endOfText })
		.set("tokenizer.ggml.eos_token_id", { type: "u32", value: tokenizer.endOfText })
		.set("tokenizer.ggml.add_bos_token", { type: "bool", value: true })
		.set("tokenizer.ggml.add_eos_token", { type: "bool", value: false });
}

function tensorType(name: string, shape: readonly number[], wanted: TensorType): TensorType {
	if (shape.length === 1) return "F32"; // norms stay exact in every file
	// The tied embedding is also the output layer: four bits there cost too much.
	return wanted === "Q4_0" && name === "token_embd.weight" ? "Q8_0" : wanted;
}
