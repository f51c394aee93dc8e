import { readdirSync } from "node:fs";
import koffi from "koffi";
import { describe, expect, test } from "vitest";
import { checkDefaults, checkEcho, checkRelease, checkSizes } from "../../../src/engine/llama/native/abiGuard.ts";
import { nativeFunctions } from "../../../src/engine/llama/native/functions.ts";
import { LAYOUTS, type Layout, prototypeOf } from "../../../src/engine/llama/native/layouts.ts";
import { PINNED } from "../../../src/engine/pinned.ts";
import { backendsOf, findPlatformPackage } from "../../../src/engine/platformPackage.ts";

const { llama_model_params: model } = LAYOUTS;

describe("the guard", () => {
	test("finds the pinned release", () => {
		const platform = findPlatformPackage();
		expect(() => checkRelease(platform)).not.toThrow();
		expect(platform).toMatchObject({ version: PINNED.nodeLlamaCpp, release: PINNED.llamaCpp });
	});

	test("accepts the installed library's structs and defaults", () => {
		const native = nativeFunctions("cpu");
		checkSizes();
		checkDefaults("llama_model_params", native.modelDefaults());
		checkDefaults("llama_context_params", native.contextDefaults());
		checkDefaults("llama_model_quantize_params", native.quantizeDefaults());
	});

	const native = nativeFunctions("cpu");
	const [modelIs, contextIs, quantizeIs] = [
		native.modelDefaults(),
		native.contextDefaults(),
		native.quantizeDefaults(),
	];
	const shorter: Layout = { ...model, bytes: 72 };
	const shifted: Layout = { ...model, type: koffi.struct({ first: "void *", vocab_only: "bool", rest: "uint8[71]" }) };
	test.each([
		["another version", () => checkRelease({ name: "x", version: "3.21.1", release: PINNED.llamaCpp })],
		["another release", () => checkRelease({ name: "x", version: PINNED.nodeLlamaCpp, release: "v0.4.0" })],
		["another size", () => checkSizes([shorter])],
		[
			"a member elsewhere",
			() => checkSizes([{ ...shifted, members: { vocab_only: { type: "bool", offset: 72, size: 1 } } }]),
		],
		["flags", () => checkDefaults("llama_model_params", { ...modelIs, vocab_only: true })],
		["layers", () => checkDefaults("llama_model_params", { ...modelIs, n_gpu_layers: 0 })],
		["pointers", () => checkDefaults("llama_model_params", { ...modelIs, kv_overrides: 1n })],
		["types", () => checkDefaults("llama_context_params", { ...contextIs, type_k: 0 })],
		["sequences", () => checkDefaults("llama_context_params", { ...contextIs, n_seq_max: 512 })],
		["a unified cache", () => checkDefaults("llama_context_params", { ...contextIs, kv_unified: true })],
		["the end", () => checkDefaults("llama_context_params", { ...contextIs, ctx_other: 1n })],
		["a file type", () => checkDefaults("llama_model_quantize_params", { ...quantizeIs, ftype: 0 })],
		["an echo", () => checkEcho({ batch: 128, sequences: 1 }, { batch: 1, sequences: 128 })],
	])("refuses %s that is not ours", (_, check) => {
		expect(check).toThrow(expect.objectContaining({ name: "Problem", code: "engine" }));
	});

	test("says which machines and backends have no prebuilt library", () => {
		expect(() => findPlatformPackage("cpu", "sunos-sparc")).toThrow("sunos-sparc");
		expect(() => findPlatformPackage("metal", "linux-x64")).toThrow("for metal for linux-x64");
	});
});

test("a package for older drivers comes with the one it completes", ({ skip }) => {
	skip(!backendsOf().includes("cuda"), "CUDA has no package for this platform");
	const { folder, fallback } = findPlatformPackage("cuda");
	expect(fallback).toMatch(/-cuda-ext.*fallback$/);
	expect(readdirSync(fallback as string)).toEqual([expect.stringContaining("ggml-cuda")]);
	expect(folder).not.toBe(findPlatformPackage("cpu").folder);
});

test("functions are called with the types of the header", () => {
	const { result, takes } = prototypeOf("llama_model_load_from_file");
	expect([result, ...takes]).toEqual(["void *", "str", model.type]);
	expect(prototypeOf("llama_model_quantize_default_params")).toEqual({
		result: LAYOUTS.llama_model_quantize_params.type,
		takes: [],
	});
});
