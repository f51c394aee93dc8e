import type { Llama } from "node-llama-cpp";
import { Problem } from "../../core/audit/problem.ts";

/** The library, loaded on first use: the engine must start, and libllama be used, without it. */
export const nodeLlamaCpp = () => import("node-llama-cpp");

/**
 * llama.cpp through node-llama-cpp, on the CPU, silent, never compiling or fetching anything. `threads` bounds what
 * contexts may use. Throws Problem("engine").
 */
export async function openLlama(threads: number): Promise<Llama> {
	try {
		const { getLlama, LlamaLogLevel } = await nodeLlamaCpp();
		return await getLlama({
			gpu: false,
			build: "never",
			skipDownload: true,
			progressLogs: false,
			logLevel: LlamaLogLevel.disabled,
			maxThreads: threads,
		});
	} catch (cause) {
		const problem = new Problem("engine", "node-llama-cpp cannot be loaded here.", "Install again with `npm ci`.");
		problem.cause = cause;
		throw problem;
	}
}
