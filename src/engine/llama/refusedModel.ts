import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";

const NO_MEMORY = /unable to allocate|cannot allocate|bad_alloc|out of memory|OutOfDeviceMemory/i;

/** Turns what llama.cpp logged into one sentence. */
export function refusedModel(file: string, errors: readonly string[]): Problem {
	const name = basename(file);
	const said = errors.join(" ");
	// First: what could not be allocated could not be read either.
	if (NO_MEMORY.test(said)) {
		const what = `${name} does not fit into the memory that is free.`;
		return new Problem("input", what, "Close other programs, put fewer layers on the GPU, or choose a smaller model.");
	}
	if (/not within the file bounds|corrupted or incomplete|failed to read/.test(said)) {
		return new Problem("input", `${file} is damaged or incomplete.`, "Download it again.");
	}
	const architecture = /unknown model architecture: '([^']*)'/.exec(said)?.[1];
	if (architecture) {
		const what = `${name} has the architecture "${architecture}", which this llama.cpp does not know.`;
		return new Problem("input", what, "Choose another model.");
	}
	// The reason stands after the function's name in the first line, e.g. "llama_model_load: error loading model: ...".
	const reason = errors.map((line) => line.replace(/^[\w~:]+: /, "").replace(/^error loading model: /, ""))[0];
	const why = reason ? ` (${reason.slice(0, 200)})` : "";
	return new Problem("input", `llama.cpp refused ${name}${why}.`, "The file may be damaged: download it again.");
}
