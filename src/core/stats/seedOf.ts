import { sha256Hex } from "../model/address.ts";

/** A number of a text, the same on every machine: the first 32 bits of its SHA-256. */
export function seedOf(text: string): number {
	return Number.parseInt(sha256Hex(text).slice(0, 8), 16);
}
