import type { TensorFacts } from "../../memoryNeed.ts";
import type { Handle, NativeFunctions } from "./functions.ts";
import { inBackground } from "./inBackground.ts";

/** A tensor as llama.cpp's own reader sees it. */
export interface GgufTensor extends TensorFacts {
	/** Four sizes, fastest first. */
	readonly shape: readonly number[];
	/** `ggml_type`. */
	readonly type: number;
}

/** The tensors of a GGUF file, or of one part of it, read by llama.cpp's own reader; none of a header it refuses. */
export async function ggufTensors(native: NativeFunctions, file: string): Promise<readonly GgufTensor[]> {
	return withHeader(native, file, (header) => (header === null ? [] : tensorsIn(native, header)));
}

/** Opens a GGUF header for as long as it is read; null when llama.cpp refuses it. */
export async function withHeader<T>(
	native: NativeFunctions,
	file: string,
	read: (header: Handle | null) => T,
): Promise<T> {
	const header: Handle | null = await inBackground(native.openGguf, file, { no_alloc: true, ctx: null });
	try {
		return read(header);
	} finally {
		if (header !== null) native.freeGguf(header);
	}
}

export function tensorsIn(native: NativeFunctions, header: Handle): readonly GgufTensor[] {
	return Array.from({ length: Number(native.ggufTensorCount(header)) }, (_, i) => {
		const shape = new BigInt64Array(new ArrayBuffer(4 * 8));
		native.copy(shape, native.ggufTensorShape(header, i), shape.byteLength);
		return {
			name: native.ggufTensorName(header, i),
			bytes: Number(native.ggufTensorBytes(header, i)),
			rows: Number(shape[1]),
			shape: Array.from(shape, Number),
			type: native.ggufTensorType(header, i),
		};
	});
}
