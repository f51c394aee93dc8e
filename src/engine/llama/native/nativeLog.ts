import type { NativeFunctions } from "./functions.ts";
import { koffi } from "./koffi.ts";

const LOG_CALLBACK = koffi.pointer(koffi.proto("void (int32, str, void *)"));
/** `GGML_LOG_LEVEL_ERROR`. */
const ERROR = 4;

/**
 * Runs work on koffi's worker thread and keeps what llama.cpp reports as errors meanwhile: a refused model file says
 * why only there. The log is silent before and after. Never used while a document is decoded.
 */
export async function withErrors<T>(
	native: NativeFunctions,
	work: () => Promise<T>,
): Promise<{ value: T; errors: string[] }> {
	const errors: string[] = [];
	const callback = koffi.register((level: number, text: string) => {
		if (level === ERROR) errors.push(text.trim());
	}, LOG_CALLBACK);
	native.logSet(callback, null);
	try {
		return { value: await work(), errors };
	} finally {
		native.logSet(native.doesNothing, null);
		koffi.unregister(callback);
	}
}
