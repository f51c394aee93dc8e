import { float16 } from "./float16.ts";

/** Values per quantisation block. */
export const BLOCK = 32;

/** How one type of tensor is numbered and encoded. */
interface TensorEncoding {
	/** `ggml_type` of the tensor. */
	readonly ggmlType: number;
	/** `general.file_type` of a model whose matrices have this type (`llama_ftype`). */
	readonly fileType: number;
	readonly encode: (data: Float32Array) => Uint8Array;
}

export const tensorTypes = {
	F32: { ggmlType: 0, fileType: 0, encode: encodeF32 },
	F16: { ggmlType: 1, fileType: 1, encode: encodeF16 },
	Q8_0: { ggmlType: 8, fileType: 7, encode: encodeQ8 },
	Q4_0: { ggmlType: 2, fileType: 2, encode: encodeQ4 },
} as const satisfies Record<string, TensorEncoding>;

export type TensorType = keyof typeof tensorTypes;

function encodeF32(data: Float32Array): Uint8Array {
	return new Uint8Array(data.slice().buffer);
}

function encodeF16(data: Float32Array): Uint8Array {
	return new Uint8Array(Uint16Array.from(data, float16).buffer);
}

// The quantisers repeat ggml's reference code (`quantize_row_q8_0_ref`, `quantize_row_q4_0_ref`)
// including its float32 roundings, so that files equal those of llama-quantize.

/** Per block a half scale, then 32 signed bytes. */
function encodeQ8(data: Float32Array): Uint8Array {
	const out = new DataView(new ArrayBuffer((data.length / BLOCK) * 34));
	blocks(data).forEach((block, at) => {
		const largest = block.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
		const scale = Math.fround(largest / 127);
		const inverse = scale ? Math.fround(1 / scale) : 0;
		out.setUint16(at * 34, float16(scale), true);
		block.forEach((x, i) => {
			const y = Math.fround(x * inverse);
			out.setInt8(at * 34 + 2 + i, Math.sign(y) * Math.round(Math.abs(y))); // halves away from zero
		});
	});
	return new Uint8Array(out.buffer);
}

/** Per block a half scale (largest magnitude / -8), then 16 bytes: value i low, value i + 16 high. */
function encodeQ4(data: Float32Array): Uint8Array {
	const out = new DataView(new ArrayBuffer((data.length / BLOCK) * 18));
	blocks(data).forEach((block, at) => {
		const extreme = block.reduce((a, x) => (Math.abs(x) > Math.abs(a) ? x : a), 0);
		const scale = Math.fround(extreme / -8);
		const inverse = scale ? Math.fround(1 / scale) : 0;
		const nibble = (x: number) => Math.min(15, Math.trunc(Math.fround(Math.fround(x * inverse) + 8.5)));
		out.setUint16(at * 18, float16(scale), true);
		for (let i = 0; i < BLOCK / 2; i++) {
			const [low, high] = [nibble(block[i] as number), nibble(block[i + BLOCK / 2] as number)];
			out.setUint8(at * 18 + 2 + i, low | (high << 4));
		}
	});
	return new Uint8Array(out.buffer);
}

function blocks(data: Float32Array): Float32Array[] {
	if (data.length % BLOCK !== 0) throw new RangeError(`${data.length} values do not fill blocks of ${BLOCK}.`);
	return Array.from({ length: data.length / BLOCK }, (_, i) => data.subarray(i * BLOCK, (i + 1) * BLOCK));
}
