import { Problem } from "../core/audit/problem.ts";
import type { AdapterSpec } from "../core/audit/request.ts";
import type { EngineSettings, OnDecoded } from "../protocol/engine.ts";
import { type AdaptableModel, checkScales } from "./adaptableModel.ts";
import { checkSettings } from "./checkSettings.ts";

export interface OpenOptions {
	readonly onDecoded?: OnDecoded;
	/** LoRA adapters laid over the weights, in this order. */
	readonly adapters?: readonly AdapterSpec[];
}

/**
 * Opens a model with the engine the settings name. "auto" is libllama; only when the library itself cannot be used,
 * whatever the file, node-llama-cpp's public API takes over and the description says so. Throws Problem.
 */
export async function openModel(
	file: string,
	settings: EngineSettings,
	options: OpenOptions = {},
): Promise<AdaptableModel> {
	checkSettings(settings);
	const { adapters = [] } = options;
	checkScales(
		adapters,
		adapters.map(({ scale }) => scale),
	);
	if (settings.engine !== "bindings") {
		try {
			const { LlamaModel } = await import("./llama/llamaModel.ts");
			return await LlamaModel.open(file, settings, options);
		} catch (error) {
			if (settings.engine === "llama" || !(error instanceof Problem) || error.code !== "engine") throw error;
			return openBindings(file, settings, options, [`The slower fallback engine is in use. ${error.sentence}`]);
		}
	}
	return openBindings(file, settings, options, []);
}

async function openBindings(
	file: string,
	settings: EngineSettings,
	options: OpenOptions,
	warnings: readonly string[],
): Promise<AdaptableModel> {
	const { BindingsModel } = await import("./bindings/bindingsModel.ts");
	return BindingsModel.open(file, settings, { ...options, warnings });
}
