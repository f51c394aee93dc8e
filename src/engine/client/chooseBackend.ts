import { Problem } from "../../core/audit/problem.ts";
import type { Backend, BackendReport, EngineSettings } from "../../protocol/engine.ts";
import { showsSigns } from "./gpuSigns.ts";
import { probeBackend } from "./probeBackends.ts";

/** In order of preference. */
const GPUS: readonly Backend[] = ["cuda", "metal", "vulkan"];

const NAMES: Readonly<Record<Backend, string>> = { cpu: "CPU", cuda: "CUDA", metal: "Metal", vulkan: "Vulkan" };

/** What was found out about each backend; a machine's devices do not change while we run. */
const known = new Map<Backend, Promise<BackendReport>>();

/**
 * Settles which backend multiplies, before any identity is made. "auto" is the first of CUDA, Metal and Vulkan that
 * computes in a throw-away process, else the CPU; without a sign of a device no process is started. Throws
 * Problem("input") when a backend that was asked for by name cannot be used here.
 */
export async function chooseBackend(settings: EngineSettings): Promise<EngineSettings> {
	const { gpu } = settings;
	if (gpu === "cpu") return settings;
	if (gpu !== "auto") {
		const { loads, detail } = await reportOn(gpu);
		if (loads) return settings;
		const remedy = "Use `--gpu auto` or `--gpu cpu`, or see `palimpsest doctor` for what is missing.";
		throw new Problem("input", `The ${NAMES[gpu]} backend cannot be used here: ${detail}`, remedy);
	}
	for (const backend of GPUS.filter(showsSigns)) {
		if ((await reportOn(backend)).loads) return { ...settings, gpu: backend };
	}
	return { ...settings, gpu: "cpu" };
}

function reportOn(backend: Backend): Promise<BackendReport> {
	const report = known.get(backend) ?? probeBackend(backend);
	known.set(backend, report);
	return report;
}
