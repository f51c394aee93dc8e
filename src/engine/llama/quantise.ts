import { statfs } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { QuantisePlan } from "../../protocol/quantise.ts";
import { checkModelFile } from "../modelFile.ts";
import { nativeFunctions } from "./native/functions.ts";
import { ggufTensors } from "./native/ggufTensors.ts";
import { inBackground } from "./native/inBackground.ts";
import { FILE_TYPES } from "./native/layouts.ts";
import { withErrors } from "./native/nativeLog.ts";
import { refusedModel } from "./refusedModel.ts";

/** A disk with less than this much left is the reason why a file could not be written to its end. */
const FULL = 4 * 1024 ** 2;

/**
 * Writes a model with smaller weights; a model in several parts becomes one file. The same input gives the same bytes,
 * whatever the threads. Throws Problem("input"); what was written by then is left where it is.
 */
export async function quantise(
	{ file, out, type, again }: QuantisePlan,
	onTensor: (tensors: number, of: number) => void,
): Promise<void> {
	await checkModelFile(file);
	const native = nativeFunctions("cpu");
	const parameters = {
		...native.quantizeDefaults(),
		nthread: availableParallelism(),
		ftype: FILE_TYPES.get(type) as number,
		allow_requantize: again,
	};
	// llama.cpp says of each tensor when it begins: "[  12/ 291]  blk.1.ffn_up.weight - ...".
	const listen = (line: string) => {
		const [, done, all] = /^\[\s*(\d+)\/\s*(\d+)\]/.exec(line) ?? [];
		if (done && all) onTensor(Number(done), Number(all));
	};
	const run = () => inBackground(native.quantize, file, out, parameters);
	const { value, errors } = await withErrors(native, run, listen);
	if (value !== 0) throw await refused(file, out, errors);
	const written = await ggufTensors(native, out);
	const bytes = await checkModelFile(out);
	if (written.length === 0 || written.reduce((sum, tensor) => sum + tensor.bytes, 0) > bytes) {
		throw await refused(file, out, ["iostream error"]);
	}
}

async function refused(file: string, out: string, errors: readonly string[]): Promise<Problem> {
	const said = errors.join(" ");
	const name = basename(file);
	const before = /requantizing from type (\w+) is disabled/.exec(said)?.[1];
	if (before) {
		return new Problem(
			"input",
			`${name} is quantised already (${before.toUpperCase()}).`,
			"Name a model in F16 or F32, or say --requantize and lose more of it.",
		);
	}
	if (/iostream error|failed to write/.test(said)) {
		const { bavail, bsize } = await statfs(dirname(out));
		return bavail * bsize < FULL
			? new Problem("input", `The disk of ${dirname(out)} is full.`, "Make room on it, or name a file on another.")
			: new Problem(
					"input",
					`The quantised model cannot be written to ${dirname(out)}.`,
					"Check the folder and the disk.",
				);
	}
	const lines = errors.map((line) => line.replace(/^llama_model_quantize: failed to quantize: /, ""));
	return refusedModel(file, lines);
}
