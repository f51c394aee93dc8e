import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { modelFile } from "./gguf/modelFile.ts";
import { type TensorType, tensorTypes } from "./gguf/tensorTypes.ts";

export interface ExportOptions {
	/** Checkpoint to export. */
	readonly from: string;
	/** GGUF file to write. */
	readonly out: string;
	/** Type of the matrices; norms are always F32. */
	readonly type?: TensorType;
	/** `general.name` in the file. */
	readonly name?: string;
}

/** Writes a checkpoint as a GGUF model; returns its size in bytes. */
export async function exportModel({ from, out, type = "F32", name = "lab model" }: ExportOptions): Promise<number> {
	if (!Object.hasOwn(tensorTypes, type)) {
		const known = Object.keys(tensorTypes).join(", ");
		throw new Problem("input", `There is no tensor type "${type}".`, `Choose one of: ${known}.`);
	}
	const bytes = modelFile(await loadCheckpoint(from), type, name);
	await mkdir(dirname(out), { recursive: true });
	await writeFile(`${out}.tmp`, bytes);
	await rename(`${out}.tmp`, out);
	return bytes.length;
}
