import type { Llama } from "node-llama-cpp";
import { Problem } from "../../core/audit/problem.ts";
import type { EngineSettings } from "../../protocol/engine.ts";

/** The library, loaded on first use: the engine must start, and libllama be used, without it. */
export const nodeLlamaCpp = () => import("node-llama-cpp");

/**
 * llama.cpp through node-llama-cpp, silent, never compiling or fetching anything. `threads` bounds what contexts may
 * use. Throws Problem("engine"), also when the backend has no device: never another instead, since the answers' keys
 * name it.
 */
export async function openLlama({ gpu, threads }: Pick<EngineSettings, "gpu" | "threads">): Promise<Llama> {
	try {
		const { getLlama, LlamaLogLevel } = await nodeLlamaCpp();
		return await getLlama({
			gpu: gpu === "cpu" ? false : gpu,
			build: "never",
			skipDownload: true,
			progressLogs: false,
			logLevel: LlamaLogLevel.disabled,
			maxThreads: threads,
		});
	} catch (cause) {
		const what = `node-llama-cpp cannot be loaded${gpu === "cpu" ? "" : ` for ${gpu}`} here.`;
		const problem = new Problem("engine", what, "Install again with `npm ci`.");
		problem.cause = cause;
		throw problem;
	}
}
