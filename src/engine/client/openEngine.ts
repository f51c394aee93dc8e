import { DETERMINISTIC, type EngineSettings } from "../../protocol/engine.ts";
import { SupervisedModel, type SupervisedOptions } from "./supervisedModel.ts";

export interface EngineOptions extends SupervisedOptions {
	/** Cancels loading. */
	readonly signal?: AbortSignal;
}

/**
 * Opens a GGUF file, and the adapters laid over it, in a process of its own. Throws Problem: "input" when a file is at
 * fault or does not fit into memory, "engine" when no engine can be started, "cancelled".
 */
export async function openEngine(
	file: string,
	settings: EngineSettings = DETERMINISTIC,
	{ signal, ...options }: EngineOptions = {},
): Promise<SupervisedModel> {
	return SupervisedModel.open(file, settings, options, signal);
}
