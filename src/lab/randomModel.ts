import { Bpe } from "./bpe.ts";
import { float16 } from "./gguf/float16.ts";
import { GgufWriter } from "./gguf/writer.ts";
import { type ModelShape, tensorShapes } from "./modelShape.ts";
import { Rng } from "./rng.ts";

/** Enough merges that common words are a few tokens. */
const MERGES = ["Ġ t", "h e", "Ġt he", "i n", "r e", "Ġ a", "o n", "e r", "Ġ s", "a t", "e n", "o r", "e s", "Ġ o"];
/** Different weights; drawing each anew would take longer than writing the file. */
const DRAWS = 65_536;
const SPREAD = 0.08;

/** The shape of a model whose speed is to be measured. `vocab` is exact: the tokenizer is padded to it. */
export type RandomShape = Pick<ModelShape, "vocab" | "width" | "layers" | "heads" | "ff" | "context">;

/**
 * The bytes of a GGUF file: a Llama in F16 with random weights and an output layer of its own. It knows nothing and is
 * as fast as any model of its shape.
 */
export function randomModel(shape: RandomShape, seed = 1): Uint8Array {
	const tokenizer = new Bpe(MERGES, shape.vocab);
	const size = tokenizer.vocab.length;
	const kind = (id: number) => (tokenizer.isText(id) ? 1 : id === tokenizer.endOfText ? 3 : 5);
	const u32 = (value: number) => ({ type: "u32", value }) as const;
	const file = new GgufWriter()
		.set("general.architecture", { type: "string", value: "llama" })
		.set("general.name", { type: "string", value: "random weights" })
		.set("general.file_type", u32(1))
		.set("llama.vocab_size", u32(size))
		.set("llama.context_length", u32(shape.context))
		.set("llama.embedding_length", u32(shape.width))
		.set("llama.block_count", u32(shape.layers))
		.set("llama.feed_forward_length", u32(shape.ff))
		.set("llama.attention.head_count", u32(shape.heads))
		.set("llama.attention.head_count_kv", u32(shape.heads))
		.set("llama.attention.layer_norm_rms_epsilon", { type: "f32", value: 1e-5 })
		.set("llama.rope.dimension_count", u32(shape.width / shape.heads))
		.set("tokenizer.ggml.model", { type: "string", value: "gpt2" })
		.set("tokenizer.ggml.pre", { type: "string", value: "gpt-2" })
		.set("tokenizer.ggml.tokens", { type: "string[]", value: tokenizer.vocab })
		.set("tokenizer.ggml.token_type", { type: "i32[]", value: tokenizer.vocab.map((_, id) => kind(id)) })
		.set("tokenizer.ggml.merges", { type: "string[]", value: tokenizer.merges })
		.set("tokenizer.ggml.bos_token_id", u32(tokenizer.endOfText))
		.set("tokenizer.ggml.eos_token_id", u32(tokenizer.endOfText))
		.set("tokenizer.ggml.add_bos_token", { type: "bool", value: true });
	const draw = drawnWeights(seed);
	const tensors = new Map(tensorShapes({ ...shape, vocab: size, epsilon: 1e-5, ropeBase: 10_000 }));
	for (const [name, dims] of tensors.set("output.weight", [size, shape.width])) {
		const length = dims.reduce((a, b) => a * b, 1);
		if (dims.length === 1) file.add(name, { shape: dims, data: new Float32Array(length).fill(1) }, "F32");
		else file.addEncoded(name, dims, "F16", () => draw(length));
	}
	return file.toBytes();
}

/** Weights of mean 0 as half floats: a xorshift stream picks from a table of draws. */
function drawnWeights(seed: number): (length: number) => Uint8Array {
	const rng = new Rng(seed);
	const table = Uint16Array.from({ length: DRAWS }, () => float16(rng.normal() * SPREAD));
	let state = seed * 2_654_435_761 || 1;
	return (length) => {
		const out = new Uint16Array(length);
		for (let i = 0; i < length; i++) {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			out[i] = table[state & (DRAWS - 1)] as number;
		}
		return new Uint8Array(out.buffer);
	};
}
