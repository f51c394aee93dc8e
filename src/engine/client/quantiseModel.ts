import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import { QUANTISATIONS, type Quantisation } from "../../protocol/quantise.ts";
import { checkModelFile } from "../modelFile.ts";
import { partsOf } from "../modelParts.ts";
import { orThrow } from "./refusal.ts";
import { inThrowAway } from "./throwAway.ts";

export interface QuantiseOptions {
	/** Whether a file of the output's name may be replaced. */
	readonly force?: boolean;
	/** Whether a model that is quantised already may be quantised again. */
	readonly again?: boolean;
	/** Tensors written so far, of all. */
	readonly onProgress?: (tensors: number, of: number) => void;
	readonly signal?: AbortSignal;
}

/**
 * Writes a model with smaller weights, in a process of its own, under a temporary name that becomes the output's when it
 * is complete. Returns the bytes of both. Throws Problem; nothing is left behind then.
 */
export async function quantiseModel(
	file: string,
	out: string,
	type: string,
	{ force = false, again = false, onProgress, signal }: QuantiseOptions = {},
): Promise<{ readonly before: number; readonly after: number }> {
	const quantisation = quantisationOf(type);
	const before = await checkModelFile(file);
	const [from, to] = [resolve(file), resolve(out)];
	if (partsOf(from).includes(to)) {
		throw new Problem("input", `${out} is the model itself.`, "Name another file for the quantised one.");
	}
	if (!force && (await stat(to).catch(() => undefined))) {
		throw new Problem("input", `${out} is there already.`, "Say --force to replace it, or name another file.");
	}
	const partial = `${to}.${process.pid}.partial`;
	await claim(partial, to);
	try {
		const plan = { file: from, out: partial, type: quantisation, again };
		await inThrowAway(async (rpc) => orThrow(await rpc.quantise(plan)), {
			doing: `Quantising ${basename(file)}`,
			remedy: "The file may be damaged: download it again.",
			...(onProgress ? { onQuantised: onProgress } : {}),
			...(signal ? { signal } : {}),
		});
		await rename(partial, to);
	} finally {
		await rm(partial, { force: true });
	}
	return { before, after: (await stat(to)).size };
}

/** Makes the file, so that a place where none can be made is refused at once. */
async function claim(partial: string, to: string): Promise<void> {
	const folder = dirname(to);
	const isFolder = (await stat(to).catch(() => undefined))?.isDirectory() ?? false;
	if (isFolder) throw new Problem("input", `${to} is a folder.`, "Name a file in it.");
	try {
		await (await open(partial, "wx")).close();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		if (code === "ENOENT")
			throw new Problem("input", `The folder ${folder} does not exist.`, "Make it, or name another.");
		throw new Problem("input", `${folder} cannot be written to (${code}).`, "Name a file in another folder.");
	}
}

function quantisationOf(type: string): Quantisation {
	const found = QUANTISATIONS.find((name) => name.toLowerCase() === type.toLowerCase());
	if (found) return found;
	throw new Problem("input", `"${type}" is not a way to quantise.`, `Name one of ${QUANTISATIONS.join(", ")}.`);
}
