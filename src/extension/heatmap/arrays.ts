/** Token arrays come from the server as base64 of little-endian bytes and go to the webview as typed arrays. */

export function integers(base64: string): Int32Array {
	return new Int32Array(bufferOf(base64));
}

export function floats(base64: string): Float32Array {
	return new Float32Array(bufferOf(base64));
}

export function octets(base64: string): Uint8Array {
	return new Uint8Array(bufferOf(base64));
}

/** A buffer of its own: Node's may start anywhere in a shared pool. */
function bufferOf(base64: string): ArrayBuffer {
	const bytes = Buffer.from(base64, "base64");
	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
