/**
 * Canaries that a library is the release our layouts were written for. llama.cpp documents its parameter structs as
 * extensible, so a shifted field would be read without complaint: each canary throws Problem("engine") instead, and
 * the bindings engine takes over.
 */

import { Problem } from "../../../core/audit/problem.ts";
import { PINNED } from "../../pinned.ts";
import type { PlatformPackage } from "../../platformPackage.ts";
import { koffi } from "./koffi.ts";
import { type ContextParameters, KV_TYPES, LAYOUTS, type Layout, type ModelParameters } from "./layouts.ts";

/** First, before anything is loaded: the package is of the pinned release. */
export function checkRelease({ name, version, release }: Pick<PlatformPackage, "name" | "version" | "release">): void {
	require(version === PINNED.nodeLlamaCpp, `${name} is ${version} instead of ${PINNED.nodeLlamaCpp}`);
	require(release === PINNED.llamaCpp, `${name} holds llama.cpp ${release} instead of ${PINNED.llamaCpp}`);
}

/** Second, before any native call: on this machine the structs have the sizes a C compiler gives them. */
export function checkSizes(layouts: readonly Layout[] = Object.values(LAYOUTS)): void {
	for (const { name, type, bytes } of layouts) {
		const found = koffi.sizeof(type);
		require(found === bytes, `${name} has ${found} bytes instead of ${bytes}`);
	}
}

/** Third: known default values appear in the fields where we expect them. */
export function checkModelDefaults(p: ModelParameters): void {
	require(p.vocab_only === false && p.use_extra_bufts === true, "the flags of llama_model_params are elsewhere");
	require(p.tensor_split === null && p.kv_overrides === null, "the pointers of llama_model_params are elsewhere");
}

export function checkContextDefaults(p: ContextParameters): void {
	require(p.type_k === KV_TYPES.F16 && p.type_v === KV_TYPES.F16, "the types of llama_context_params are elsewhere");
	require(p.n_seq_max === 1 && p.n_ctx === 512, "the sizes of llama_context_params are elsewhere");
	require(p.offload_kqv === true && p.embeddings === false, "the flags of llama_context_params are elsewhere");
	require(p.ctx_other === null && Number(p.n_samplers) === 0, "the end of llama_context_params is elsewhere");
}

/** Fourth: a new context echoes what it was asked for. */
export function checkEcho(
	asked: { batch: number; sequences: number },
	found: { batch: number; sequences: number },
): void {
	require(asked.batch === found.batch, `a context for batches of ${asked.batch} says ${found.batch}`);
	require(asked.sequences === found.sequences, `a context for ${asked.sequences} sequences says ${found.sequences}`);
}

function require(holds: boolean, what: string): void {
	if (holds) return;
	throw new Problem(
		"engine",
		`The installed llama.cpp library does not match this version of Palimpsest: ${what}.`,
		"Install again with `npm ci`.",
	);
}
