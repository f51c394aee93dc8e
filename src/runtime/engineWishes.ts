import { Problem } from "../core/audit/problem.ts";
import type { EngineChoices } from "../core/audit/request.ts";

/** How engines are to run, as people write it. */
export interface EngineWishes {
	/** auto, cpu, cuda, vulkan, metal, or how many layers go to the GPU. */
	readonly gpu?: string | undefined;
	/** deterministic or throughput. */
	readonly mode?: string | undefined;
}

const GPUS = ["auto", "cpu", "cuda", "vulkan", "metal"] as const satisfies readonly EngineChoices["gpu"][];
const MODES = ["deterministic", "throughput"] as const satisfies readonly EngineChoices["numericMode"][];

/** The choices behind the words; undefined when nothing was chosen. Throws Problem("input") for a word it does not know. */
export function engineChoices({ gpu, mode }: EngineWishes): EngineChoices | undefined {
	if (gpu === undefined && mode === undefined) return undefined;
	return { ...(gpu === undefined ? {} : gpuChoice(gpu)), ...(mode === undefined ? {} : modeChoice(mode)) };
}

function gpuChoice(said: string): EngineChoices {
	const gpu = GPUS.find((name) => name === said);
	if (gpu) return { gpu };
	if (!/^\d{1,6}$/.test(said)) {
		const remedy = `Choose ${GPUS.join(", ")}, or a number of layers.`;
		throw new Problem("input", `There is no GPU backend "${said}".`, remedy);
	}
	return Number(said) === 0 ? { gpu: "cpu" } : { gpuLayers: Number(said) };
}

function modeChoice(said: string): EngineChoices {
	const numericMode = MODES.find((name) => name === said);
	if (numericMode) return { numericMode };
	throw new Problem("input", `There is no mode "${said}".`, `Choose ${MODES.join(" or ")}.`);
}
