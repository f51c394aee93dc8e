import { resolve } from "node:path";
import type { LanguageModel } from "../core/model/languageModel.ts";
import { engineChoices } from "../runtime/engineWishes.ts";
import type { EngineOptions } from "./engineOptions.ts";
import type { Shell } from "./shell.ts";

/** Opens the model that a command was given, run as it was told. Throws `Problem`. */
export async function openChosen(
	shell: Shell,
	{ model, gpu, mode, lora = [] }: EngineOptions & { readonly model: string },
): Promise<LanguageModel> {
	const path = (file: string) => resolve(shell.cwd, file);
	const adapters = lora.map(({ file, scale }) => ({ file: path(file), scale }));
	const spec = { file: path(model), ...(adapters.length > 0 ? { adapters } : {}) };
	return shell.openModel(spec, engineChoices({ gpu, mode }) ?? {}, shell.signal);
}
