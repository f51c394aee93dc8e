import type { ModelProvenance } from "../audit/result.ts";
import { fileName } from "./plainWords.ts";

/** " with LoRA adapter a.gguf at scale 0.5", for after a model's name; nothing when nothing lies over its weights. */
export function adapterWords({ adapters = [] }: Pick<ModelProvenance, "adapters">): string {
	if (adapters.length === 0) return "";
	const each = adapters.map(({ file, scale }) => `${fileName(file)} at scale ${scale}`);
	return ` with LoRA adapter${each.length === 1 ? "" : "s"} ${each.join(" and ")}`;
}
