import type { LanguageModel } from "../core/model/languageModel.ts";
import type { OnDecoded } from "../protocol/engine.ts";

/** What decides a model's numbers, known without opening it. */
export interface ModelIdentity {
	/** SHA-256 of the file. */
	readonly sha256: string;
	/** Equal keys answer equal questions equally: file hash, llama.cpp version, backend and every numeric setting. */
	readonly key: string;
	readonly backend: string;
	readonly llamaCpp: string;
	/** The settings behind the key, recorded with every result. */
	readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** How the runtime comes by models: engine processes in the product, fakes in tests. Throws `Problem`. */
export interface EnginePort {
	/** The identity the file will answer under; `engine` once it is known which of ours opened it. */
	identify(file: string, engine?: string): Promise<ModelIdentity>;
	/** Loads the model. `onDecoded` hears of tokens as they are worked through. */
	open(file: string, onDecoded: OnDecoded, signal: AbortSignal): Promise<LanguageModel>;
}
