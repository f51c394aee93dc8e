import type { Weights } from "../weights.ts";
import { GgufWriter } from "./writer.ts";

/**
 * The bytes of a GGUF LoRA adapter: pairs `<base tensor>.lora_a` [rank, in] and `.lora_b`
 * [out, rank], always F32. llama.cpp applies them at scale * alpha / rank.
 */
export function adapterFile(adapter: Weights, alpha: number, name: string): Uint8Array {
	const file = new GgufWriter()
		.set("general.architecture", { type: "string", value: "llama" })
		.set("general.type", { type: "string", value: "adapter" })
		.set("general.name", { type: "string", value: name })
		.set("adapter.type", { type: "string", value: "lora" })
		.set("adapter.lora.alpha", { type: "f32", value: alpha });
	for (const [tensorName, tensor] of Object.entries(adapter)) file.add(tensorName, tensor, "F32");
	return file.toBytes();
}
