import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";

/** Turns what llama.cpp logged into one sentence. */
export function refusedModel(file: string, errors: readonly string[]): Problem {
	const name = basename(file);
	const said = errors.join(" ");
	if (/not within the file bounds|corrupted or incomplete|failed to read/.test(said)) {
		return new Problem("input", `${file} is damaged or incomplete.`, "Download it again.");
	}
	const architecture = /unknown model architecture: '([^']*)'/.exec(said)?.[1];
	if (architecture) {
		const what = `${name} has the architecture "${architecture}", which this llama.cpp does not know.`;
		return new Problem("input", what, "Choose another model.");
	}
	if (/unable to allocate|out of memory|OutOfDeviceMemory/i.test(said)) {
		const what = `${name} does not fit into the memory that is free.`;
		return new Problem("input", what, "Close other programs, put fewer layers on the GPU, or choose a smaller model.");
	}
	// The reason stands after the function's name in the first line, e.g. "llama_model_load: error loading model: ...".
	const reason = errors.map((line) => line.replace(/^[\w~:]+: /, "").replace(/^error loading model: /, ""))[0];
	const why = reason ? ` (${reason.slice(0, 200)})` : "";
	return new Problem("input", `llama.cpp refused ${name}${why}.`, "The file may be damaged: download it again.");
}
