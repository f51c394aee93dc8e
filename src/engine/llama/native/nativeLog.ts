import type { NativeFunctions } from "./functions.ts";
import { koffi } from "./koffi.ts";
import { LOG_ERROR } from "./layouts.ts";

const LOG_CALLBACK = koffi.pointer(koffi.proto("void (int32, str, void *)"));

/**
 * Runs work on koffi's worker thread and keeps what llama.cpp reports as errors meanwhile: a refused model file says
 * why only there. `onLine` hears everything else. The log is silent before and after. Never used while a document is
 * decoded.
 */
export async function withErrors<T>(
	native: NativeFunctions,
	work: () => Promise<T>,
	onLine: (text: string) => void = () => {},
): Promise<{ value: T; errors: string[] }> {
	const errors: string[] = [];
	const callback = koffi.register((level: number, text: string) => {
		if (level === LOG_ERROR) errors.push(text.trim());
		else onLine(text);
	}, LOG_CALLBACK);
	native.logSet(callback, null);
	try {
		return { value: await work(), errors };
	} finally {
		native.logSet(native.doesNothing, null);
		koffi.unregister(callback);
	}
}
