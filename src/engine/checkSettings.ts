import { Problem } from "../core/audit/problem.ts";
import type { EngineSettings } from "../protocol/engine.ts";

/** What fits into the C types that a setting ends in, and for batches and threads what any machine could want. */
const RANGES = {
	contextLength: ["context length", 0, 2 ** 31 - 1],
	batch: ["batch size", 1, 2 ** 16],
	threads: ["number of threads", 1, 1024],
	gpuLayers: ["number of layers on the GPU", -1, 2 ** 31 - 1],
	cacheBytes: ["cache budget", 0, Number.MAX_SAFE_INTEGER],
} as const;

/**
 * Refuses numbers that C would cut or wrap around: nothing out of range reaches a library. Throws Problem("input") with
 * the number and the range.
 */
export function checkSettings(settings: EngineSettings): void {
	for (const [key, [name, least, most]] of Object.entries(RANGES) as [
		keyof typeof RANGES,
		(typeof RANGES)["batch"],
	][]) {
		const value = settings[key];
		if (Number.isInteger(value) && value >= least && value <= most) continue;
		throw new Problem("input", `The ${name} is ${value}.`, `Give a whole number from ${least} to ${most}.`);
	}
}
