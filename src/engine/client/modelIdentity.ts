import { cpus } from "node:os";
import type { AdapterSpec, ModelSpec } from "../../core/audit/request.ts";
import { sha256Hex } from "../../core/model/address.ts";
import type { Backend, EngineSettings } from "../../protocol/engine.ts";
import { partsOf } from "../modelParts.ts";
import { ANSWERS, PINNED } from "../pinned.ts";
import { fileHash, type HashCache } from "./fileHash.ts";
import { probeBackend } from "./probeBackends.ts";

export interface ModelIdentity {
	/** SHA-256 of the model file; of its first part when it comes in several. */
	readonly sha256: string;
	/** The key prefix of every stored answer: a digest of all that decides its numbers. */
	readonly identity: string;
	/** Release of llama.cpp behind the numbers. */
	readonly llamaCpp: string;
	/** Where the weights are multiplied. */
	readonly backend: Backend;
	/** What is laid over the weights, in this order. */
	readonly adapters: readonly (AdapterSpec & { readonly sha256: string })[];
	/** What multiplies when it is not the processor, e.g. "NVIDIA GeForce RTX 4090". */
	readonly device?: string;
}

/**
 * Identifies a model as it will answer: file, engine settings, releases, ours included, and processor. "auto" counts as
 * "llama". When an open model's `description.engine` says "bindings", ask again with that engine in the settings, so
 * that its answers, which lack some numbers, are never taken for the others.
 */
export async function modelIdentity(
	spec: ModelSpec,
	settings: EngineSettings,
	cache?: HashCache,
): Promise<ModelIdentity> {
	const [sha256 = "", ...parts] = await Promise.all(partsOf(spec.file).map((file) => fileHash(file, cache)));
	const { contextLength, batch, threads, kvType, flashAttention, numericMode, gpu, gpuLayers, cacheBytes } = settings;
	if (gpu === "auto") throw new Error("which backend multiplies must be settled before a model is identified");
	const engine = settings.engine === "auto" ? "llama" : settings.engine;
	// llama.cpp chooses its kernels by the instructions the processor has, and they round differently.
	const machine = [process.platform, process.arch, cpus()[0]?.model ?? ""];
	const release = [ANSWERS, PINNED.nodeLlamaCpp, PINNED.llamaCpp, ...machine, engine];
	const fields: unknown[] = [
		sha256,
		parts,
		...release,
		contextLength,
		batch,
		threads,
		kvType,
		flashAttention,
		numericMode,
		gpu,
	];
	// Another GPU's kernels round otherwise too. Whoever chose the backend has asked for this already.
	const device = gpu === "cpu" ? undefined : (await probeBackend(gpu)).detail;
	if (device !== undefined) fields.push(gpuLayers, device);
	// What fits into memory decides which questions share a batch.
	if (numericMode === "throughput") fields.push(cacheBytes);
	const adapters = await Promise.all(
		(spec.adapters ?? []).map(async (adapter) => ({ ...adapter, sha256: await fileHash(adapter.file, cache) })),
	);
	if (adapters.length > 0) {
		fields.push(
			"adapters",
			adapters.map(({ sha256, scale }) => [sha256, scale]),
		);
	}
	const identity = sha256Hex(JSON.stringify(fields));
	const known = { sha256, identity, adapters, llamaCpp: PINNED.llamaCpp, backend: gpu };
	return device === undefined ? known : { ...known, device };
}
