import { basename, resolve } from "node:path";
import type { GgufFileInfo } from "node-llama-cpp";
import type { ModelFileFacts } from "../../protocol/engine.ts";

/** `llama_ftype` by number, under the names that files carry. */
const FILE_TYPES: Readonly<Record<number, string>> = {
	0: "F32",
	1: "F16",
	2: "Q4_0",
	3: "Q4_1",
	7: "Q8_0",
	8: "Q5_0",
	9: "Q5_1",
	10: "Q2_K",
	11: "Q3_K_S",
	12: "Q3_K_M",
	13: "Q3_K_L",
	14: "Q4_K_S",
	15: "Q4_K_M",
	16: "Q5_K_S",
	17: "Q5_K_M",
	18: "Q6_K",
	19: "IQ2_XXS",
	20: "IQ2_XS",
	21: "Q2_K_S",
	22: "IQ3_XS",
	23: "IQ3_XXS",
	24: "IQ1_S",
	25: "IQ4_NL",
	26: "IQ3_S",
	27: "IQ3_M",
	28: "IQ2_S",
	29: "IQ2_M",
	30: "IQ4_XS",
	31: "IQ1_M",
	32: "BF16",
	36: "TQ1_0",
	37: "TQ2_0",
	38: "MXFP4",
};

/** The facts a GGUF header holds, from node-llama-cpp's reading of it. */
export function factsOf(file: string, info: GgufFileInfo): Omit<ModelFileFacts, "bytes"> {
	const { general, tokenizer } = info.metadata;
	const own = info.metadata[general.architecture] as { context_length?: number; vocab_size?: number } | undefined;
	const tensors = info.fullTensorInfo ?? [];
	const parameters = tensors.reduce(
		(sum, { dimensions }) => sum + dimensions.reduce<number>((n, d) => n * Number(d), 1),
		0,
	);
	const ggml = tokenizer?.ggml;
	const kind = [ggml?.model ?? "none", ggml?.pre ? `(${ggml.pre})` : ""].join(" ").trim();
	return {
		file: resolve(file),
		name: general.name ?? basename(file),
		architecture: general.architecture,
		parameters,
		quantisation: FILE_TYPES[Number(general.file_type ?? -1)] ?? "unknown",
		trainedContext: Number(own?.context_length ?? 0),
		vocabularySize: ggml?.tokens?.length ?? Number(own?.vocab_size ?? 0),
		tokenizer: kind,
		hasChatTemplate: typeof tokenizer?.chat_template === "string",
	};
}
