import type { ModelSpec } from "../../core/audit/request.ts";
import { sha256Hex } from "../../core/model/address.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import { PINNED } from "../pinned.ts";
import { fileHash, type HashCache } from "./fileHash.ts";

export interface ModelIdentity {
	/** SHA-256 of the model file. */
	readonly sha256: string;
	/** The key prefix of every stored answer: a digest of all that decides its numbers. */
	readonly identity: string;
	/** Release of llama.cpp behind the numbers. */
	readonly llamaCpp: string;
	/** Where the weights are multiplied. */
	readonly backend: "cpu";
}

/**
 * Identifies a model as it will answer: file, engine settings, pinned releases and kind of machine. "auto" counts as
 * "llama". When an open model's `description.engine` says "bindings", ask again with that engine in the settings, so
 * that its answers, which lack some numbers, are never taken for the others.
 */
export async function modelIdentity(
	spec: ModelSpec,
	settings: EngineSettings,
	cache?: HashCache,
): Promise<ModelIdentity> {
	const sha256 = await fileHash(spec.file, cache);
	const { contextLength, batch, threads, kvType, flashAttention, numericMode } = settings;
	const engine = settings.engine === "auto" ? "llama" : settings.engine;
	const machine = `${process.platform}-${process.arch}`;
	const release = [PINNED.nodeLlamaCpp, PINNED.llamaCpp, machine, engine];
	const fields = [sha256, ...release, contextLength, batch, threads, kvType, flashAttention, numericMode];
	return { sha256, identity: sha256Hex(JSON.stringify(fields)), llamaCpp: PINNED.llamaCpp, backend: "cpu" };
}
