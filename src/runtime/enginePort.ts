import type { EngineChoices, ModelSpec } from "../core/audit/request.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import type { OnDecoded } from "../protocol/engine.ts";

/** What decides a model's numbers, known without opening it. */
export interface ModelIdentity {
	/** SHA-256 of the file. */
	readonly sha256: string;
	/** Equal keys answer equal questions equally: files, llama.cpp version, backend and every numeric setting. */
	readonly key: string;
	readonly backend: string;
	readonly llamaCpp: string;
	/** The settings behind the key, recorded with every result. */
	readonly settings: Readonly<Record<string, string | number | boolean>>;
	/** What is laid over the weights, in this order. */
	readonly adapters: readonly AdapterIdentity[];
}

/** An adapter, by what is in its file. */
export interface AdapterIdentity {
	/** Absolute path. */
	readonly file: string;
	readonly sha256: string;
	readonly scale: number;
}

/** A model that is open. */
export interface OpenedModel extends LanguageModel {
	/** Other scales for its adapters, in their order, without loading anything. */
	adapt(scales: readonly number[]): Promise<void>;
}

/** How the runtime comes by models: engine processes in the product, fakes in tests. Throws `Problem`. */
export interface EnginePort {
	/** The identity the model will answer under; `engine` once it is known which of ours opened it. */
	identify(model: ModelSpec, choices: EngineChoices, engine?: string): Promise<ModelIdentity>;
	/** Loads the model. `onDecoded` hears of tokens as they are worked through. */
	open(model: ModelSpec, choices: EngineChoices, onDecoded: OnDecoded, signal: AbortSignal): Promise<OpenedModel>;
	/** Writes the file with smaller weights; left out by engines that cannot. */
	quantise?(file: string, out: string, type: string, signal: AbortSignal): Promise<void>;
}
