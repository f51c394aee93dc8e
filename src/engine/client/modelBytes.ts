import { stat } from "node:fs/promises";
import { partsOf } from "../modelParts.ts";

/** Bytes of a model's file and of its further parts. Throws what `stat` throws when one is missing. */
export async function modelBytes(file: string): Promise<number> {
	const sizes = await Promise.all(partsOf(file).map(async (part) => (await stat(part)).size));
	return sizes.reduce((sum, size) => sum + size, 0);
}
