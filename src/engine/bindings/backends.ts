import type { BackendReport } from "../../protocol/engine.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";

/** Backends that have prebuilt libraries, by platform; the CPU is everywhere. */
const GPU: Readonly<Record<string, readonly ("metal" | "cuda" | "vulkan")[]>> = {
	darwin: ["metal"],
	linux: ["cuda", "vulkan"],
	win32: ["cuda", "vulkan"],
};

/** Tries each backend that could exist on this platform. */
export async function backends(): Promise<readonly BackendReport[]> {
	const reports: BackendReport[] = [];
	for (const backend of ["cpu", ...(GPU[process.platform] ?? [])] as const) reports.push(await probe(backend));
	return reports;
}

async function probe(backend: BackendReport["backend"]): Promise<BackendReport> {
	const { getLlama, LlamaLogLevel } = await nodeLlamaCpp();
	try {
		const llama = await getLlama({
			gpu: backend === "cpu" ? false : backend,
			build: "never",
			skipDownload: true,
			progressLogs: false,
			logLevel: LlamaLogLevel.disabled,
		});
		const names = backend === "cpu" ? [`${llama.cpuMathCores} cores`] : await llama.getGpuDeviceNames();
		await llama.dispose();
		const loads = names.length > 0;
		return { backend, loads, detail: loads ? names.join(", ") : "The library loads but finds no device." };
	} catch (error) {
		const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
		return { backend, loads: false, detail: why };
	}
}
