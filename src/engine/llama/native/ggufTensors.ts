import type { TensorFacts } from "../../memoryNeed.ts";
import type { Handle, NativeFunctions } from "./functions.ts";
import { inBackground } from "./inBackground.ts";

/** The tensors of a GGUF file, or of one part of it, read by llama.cpp's own reader; none of a header it refuses. */
export async function ggufTensors(native: NativeFunctions, file: string): Promise<readonly TensorFacts[]> {
	const header: Handle | null = await inBackground(native.openGguf, file, { no_alloc: true, ctx: null });
	if (header === null) return [];
	try {
		return Array.from({ length: Number(native.ggufTensorCount(header)) }, (_, i) => {
			const shape = new BigInt64Array(new ArrayBuffer(2 * 8));
			native.copy(shape, native.ggufTensorShape(header, i), shape.byteLength);
			return {
				name: native.ggufTensorName(header, i),
				bytes: Number(native.ggufTensorBytes(header, i)),
				rows: Number(shape[1]),
			};
		});
	} finally {
		native.freeGguf(header);
	}
}
