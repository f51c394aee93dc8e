import { fromHalf } from "./float16.ts";
import { BLOCK, type TensorType, tensorTypes } from "./tensorTypes.ts";

/** Weights as a file of this type gives them back: encoded and decoded again. */
export function rounded(data: Float32Array, type: Extract<TensorType, "Q8_0" | "Q4_0">): Float32Array {
	const bytes = new DataView(tensorTypes[type].encode(data).buffer);
	const size = type === "Q8_0" ? 2 + BLOCK : 2 + BLOCK / 2;
	return Float32Array.from(data, (_, index) => {
		const [at, i] = [Math.floor(index / BLOCK) * size, index % BLOCK];
		const scale = fromHalf(bytes.getUint16(at, true));
		if (type === "Q8_0") return scale * bytes.getInt8(at + 2 + i);
		const pair = bytes.getUint8(at + 2 + (i % (BLOCK / 2)));
		return scale * ((i < BLOCK / 2 ? pair & 15 : pair >> 4) - 8);
	});
}
