import { Problem } from "../../core/audit/problem.ts";
import type { Backend, EngineSettings } from "../../protocol/engine.ts";
import { showsSigns } from "./gpuSigns.ts";
import { probeBackend } from "./probeBackends.ts";

/** In order of preference. */
const GPUS: readonly Backend[] = ["cuda", "metal", "vulkan"];

const NAMES: Readonly<Record<Backend, string>> = { cpu: "CPU", cuda: "CUDA", metal: "Metal", vulkan: "Vulkan" };

/**
 * Settles which backend multiplies, before any identity is made. "auto" is the first of CUDA, Metal and Vulkan that
 * computes in a throw-away process, else the CPU; without a sign of a device no process is started. Throws
 * Problem("input") when a backend that was asked for by name, or a GPU for so many layers, cannot be used here.
 */
export async function chooseBackend(settings: EngineSettings): Promise<EngineSettings> {
	const { gpu } = settings;
	if (gpu === "cpu") return settings;
	if (gpu !== "auto") {
		const { loads, detail } = await probeBackend(gpu);
		if (loads) return settings;
		const remedy = "Use `--gpu auto` or `--gpu cpu`, or see `palimpsest doctor` for what is missing.";
		throw new Problem("input", `The ${NAMES[gpu]} backend cannot be used here: ${detail}`, remedy);
	}
	for (const backend of GPUS.filter(showsSigns)) {
		if ((await probeBackend(backend)).loads) return { ...settings, gpu: backend };
	}
	if (settings.gpuLayers > 0) {
		throw new Problem(
			"input",
			`No GPU can be used here, so none can hold ${settings.gpuLayers} layers.`,
			"Use `--gpu auto` or `--gpu cpu`, or see `palimpsest doctor` for what is missing.",
		);
	}
	return { ...settings, gpu: "cpu" };
}
