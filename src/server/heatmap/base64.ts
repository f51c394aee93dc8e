import { endianness } from "node:os";

/** The array's bytes, little-endian, as base64: how token arrays travel inside JSON. */
export function base64(array: Int32Array | Float32Array | Uint8Array): string {
	const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
	if (endianness() === "LE" || array.BYTES_PER_ELEMENT === 1) return bytes.toString("base64");
	return Buffer.from(bytes).swap32().toString("base64");
}
