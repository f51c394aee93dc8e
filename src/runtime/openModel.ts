import type { EngineChoices, ModelSpec } from "../core/audit/request.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import { AUTOMATIC } from "../protocol/engine.ts";
import { engineProcesses } from "./engineProcesses.ts";

export type OpenModel = (model: ModelSpec, choices: EngineChoices, signal: AbortSignal) => Promise<LanguageModel>;

/** Opens one model in an engine process of its own, for commands that need no store. Throws `Problem`. */
export const openModel: OpenModel = (model, choices, signal) =>
	engineProcesses(AUTOMATIC).open(model, choices, () => {}, signal);
