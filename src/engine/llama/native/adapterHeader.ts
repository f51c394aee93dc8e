import type { AdapterHeader } from "../../checkAdapter.ts";
import type { Handle, NativeFunctions } from "./functions.ts";
import { tensorsIn, withHeader } from "./ggufTensors.ts";
import { GGUF_TYPES } from "./layouts.ts";

/** Reads an adapter's header with llama.cpp's own reader; undefined when it refuses the file. */
export async function adapterHeader(native: NativeFunctions, file: string): Promise<AdapterHeader | undefined> {
	return withHeader(native, file, (header) => {
		if (header === null) return undefined;
		const alpha = native.ggufKey(header, "adapter.lora.alpha");
		return {
			type: textOf(native, header, "general.type"),
			architecture: textOf(native, header, "general.architecture"),
			kind: textOf(native, header, "adapter.type"),
			hasSoundAlpha: alpha < 0 || native.ggufKeyType(header, alpha) === GGUF_TYPES.f32,
			isSwitched: native.ggufKey(header, "adapter.alora.invocation_tokens") >= 0,
			tensors: tensorsIn(native, header),
		};
	});
}

/** The library aborts when a value of another type is read as text. */
function textOf(native: NativeFunctions, header: Handle, key: string): string {
	const at = native.ggufKey(header, key);
	return at >= 0 && native.ggufKeyType(header, at) === GGUF_TYPES.string ? native.ggufString(header, at) : "";
}
