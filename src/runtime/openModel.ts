import type { LanguageModel } from "../core/model/languageModel.ts";
import type { EngineSettings } from "../protocol/engine.ts";
import { DETERMINISTIC } from "../protocol/engine.ts";
import { engineProcesses } from "./engineProcesses.ts";

export type OpenModel = (file: string, signal: AbortSignal) => Promise<LanguageModel>;

/** Opens one model in an engine process of its own, for commands that need no store. Throws `Problem`. */
export async function openModel(
	file: string,
	signal: AbortSignal,
	settings: EngineSettings = DETERMINISTIC,
): Promise<LanguageModel> {
	return engineProcesses(settings).open(file, () => {}, signal);
}
