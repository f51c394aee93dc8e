import { Problem } from "../../core/audit/problem.ts";
import type { ModelFileFacts } from "../../protocol/engine.ts";
import { checkModelFile } from "../modelFile.ts";
import { factsOf } from "./modelFacts.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";
import { tensorsFit } from "./tensorsFit.ts";

/**
 * Reads a GGUF header. Only for a process that may die: the library's reader passes impossible lengths of a damaged
 * header to a file read, which Node answers with an abort. Throws Problem("input") for what it refuses in an orderly way.
 */
export async function inspect(file: string): Promise<ModelFileFacts> {
	const bytes = await checkModelFile(file);
	const { readGgufFileInfo } = await nodeLlamaCpp();
	try {
		const info = await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
		const facts = factsOf(file, info);
		if (typeof facts.architecture !== "string") throw new Error("it does not name an architecture");
		if (!tensorsFit(info, bytes)) throw new Problem("input", `${file} is damaged or incomplete.`, "Download it again.");
		return { ...facts, bytes };
	} catch (cause) {
		if (cause instanceof Problem) throw cause;
		const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
		const problem = new Problem(
			"input",
			`The header of ${file} cannot be read (${why}).`,
			"The file may be damaged: download it again.",
		);
		problem.cause = cause;
		throw problem;
	}
}
