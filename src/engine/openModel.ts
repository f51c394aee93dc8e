import { Problem } from "../core/audit/problem.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import type { EngineSettings, OnDecoded } from "../protocol/engine.ts";
import { checkSettings } from "./checkSettings.ts";

/**
 * Opens a model with the engine the settings name. "auto" is libllama; only when the library itself cannot be used,
 * whatever the file, node-llama-cpp's public API takes over and the description says so. Throws Problem.
 */
export async function openModel(file: string, settings: EngineSettings, onDecoded: OnDecoded): Promise<LanguageModel> {
	checkSettings(settings);
	if (settings.engine !== "bindings") {
		try {
			const { LlamaModel } = await import("./llama/llamaModel.ts");
			return await LlamaModel.open(file, settings, { onDecoded });
		} catch (error) {
			if (settings.engine === "llama" || !(error instanceof Problem) || error.code !== "engine") throw error;
			return openBindings(file, settings, onDecoded, [`The slower fallback engine is in use. ${error.sentence}`]);
		}
	}
	return openBindings(file, settings, onDecoded, []);
}

async function openBindings(
	file: string,
	settings: EngineSettings,
	onDecoded: OnDecoded,
	warnings: readonly string[],
): Promise<LanguageModel> {
	const { BindingsModel } = await import("./bindings/bindingsModel.ts");
	return BindingsModel.open(file, settings, { onDecoded, warnings });
}
