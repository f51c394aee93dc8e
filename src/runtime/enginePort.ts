import type { LanguageModel } from "../core/model/languageModel.ts";

/** What decides a model's numbers, known without opening it. */
export interface ModelIdentity {
	/** Equal keys answer equal questions equally: file hash, llama.cpp version, backend and every numeric setting. */
	readonly key: string;
	readonly backend: string;
	readonly llamaCpp: string;
	/** The settings behind the key, recorded with every result. */
	readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** How the runtime comes by models: engine processes in the product, fakes in tests. Throws `Problem`. */
export interface EnginePort {
	identify(file: string, sha256: string): Promise<ModelIdentity>;
	/** Loads the model. `onDecoded` hears of tokens as they are worked through. */
	open(file: string, onDecoded: (tokens: number) => void): Promise<LanguageModel>;
}
