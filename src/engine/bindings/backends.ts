import { createRequire } from "node:module";
import type { BackendReport } from "../../protocol/engine.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";

type Gpu = Exclude<BackendReport["backend"], "cpu">;

/** Backends that have prebuilt libraries, by platform; the CPU is everywhere. */
const GPUS: Readonly<Record<string, readonly Gpu[]>> = {
	darwin: ["metal"],
	linux: ["cuda", "vulkan"],
	win32: ["cuda", "vulkan"],
};
const PLATFORMS: Readonly<Record<string, string>> = { darwin: "mac", linux: "linux", win32: "win" };

/** Tries each backend that could exist on this platform. */
export async function backends(): Promise<readonly BackendReport[]> {
	const reports: BackendReport[] = [];
	for (const backend of ["cpu", ...(GPUS[process.platform] ?? [])] as const) reports.push(await probe(backend));
	return reports;
}

async function probe(backend: BackendReport["backend"]): Promise<BackendReport> {
	const { getLlama, LlamaLogLevel, NoBinaryFoundError } = await nodeLlamaCpp();
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
		if (error instanceof NoBinaryFoundError) return { backend, loads: false, detail: whyNot(backend) };
		const [why = ""] = error instanceof Error ? error.message.split("\n") : [String(error)];
		return { backend, loads: false, detail: why };
	}
}

function whyNot(backend: BackendReport["backend"]): string {
	const name = `@node-llama-cpp/${[PLATFORMS[process.platform], process.arch, ...(backend === "cpu" ? [] : [backend])].join("-")}`;
	try {
		createRequire(import.meta.url).resolve(name);
		return `The library in ${name} does not load: this machine has no such device, or its driver is missing.`;
	} catch {
		return `The package ${name} is not installed.`;
	}
}
