import { deflate } from "pako";

/**
 * Length of the zlib stream of a text's UTF-8 bytes at the default level, as stock zlib 1.2.13 and CPython give it.
 * DEFLATE sizes depend on the implementation: pako 2.1.0 equals stock zlib, Node's own does not (metrics.md 8).
 */
export function zlibBytes(text: string): number {
	return deflate(new TextEncoder().encode(text)).length;
}
