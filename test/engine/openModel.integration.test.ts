import { afterEach, expect, test, vi } from "vitest";
import type { LanguageModel } from "../../src/core/model/languageModel.ts";
import { DETERMINISTIC, type EngineSettings } from "../../src/protocol/engine.ts";
import { ask, score } from "./contract.ts";
import { tinyModel } from "./tinyModel.ts";

const NATIVE = "../../src/engine/llama/native";
type Generated = typeof import("../../src/engine/llama/native/layouts.generated.ts");
type Members = Record<string, { type: string; offset: number; size: number }>;

/** Opens a model as a fresh process would, with whatever is mocked by then. */
async function open(file = tinyModel(), settings: EngineSettings = DETERMINISTIC): Promise<LanguageModel> {
	vi.resetModules();
	const { openModel } = await import("../../src/engine/openModel.ts");
	return openModel(file, settings);
}

/** The package claims to be of another release, as after a partial update. */
function otherRelease(): void {
	vi.doMock("../../src/engine/platformPackage.ts", async (original) => {
		const module = await original<typeof import("../../src/engine/platformPackage.ts")>();
		return { findPlatformPackage: () => ({ ...module.findPlatformPackage(), version: "3.21.1", release: "v0.4.0" }) };
	});
}

/** The layouts are those of another header: what a library that moved on looks like from here. */
function otherLayout(struct: keyof Generated["STRUCTS"], change: (members: Members) => Members, bytes?: number): void {
	vi.doMock(`${NATIVE}/layouts.generated.ts`, async (original) => {
		const generated = await original<Generated>();
		const { bytes: own, members } = generated.STRUCTS[struct];
		const changed = { bytes: bytes ?? own, members: change(members) };
		return { ...generated, STRUCTS: { ...generated.STRUCTS, [struct]: changed } };
	});
}

/** Two members of the same size and type have changed places: sizes and offsets agree, meanings do not. */
const swapped = (a: string, b: string) => (members: Members) => {
	const [one, two] = [members[a], members[b]];
	if (!one || !two) throw new Error(`no ${a} or no ${b}`);
	const order = Object.keys(members).map((name) => (name === a ? b : name === b ? a : name));
	return Object.fromEntries(order.map((name) => [name, name === a ? two : name === b ? one : (members[name] ?? one)]));
};

/** A context says other sizes than it was asked for. */
function otherEcho(): void {
	vi.doMock(`${NATIVE}/functions.ts`, async (original) => {
		const module = await original<typeof import("../../src/engine/llama/native/functions.ts")>();
		return { ...module, nativeFunctions: () => ({ ...module.nativeFunctions("cpu"), contextBatch: () => 7 }) };
	});
}

afterEach(() => {
	vi.doUnmock("../../src/engine/platformPackage.ts");
	vi.doUnmock(`${NATIVE}/layouts.generated.ts`);
	vi.doUnmock(`${NATIVE}/functions.ts`);
});

test.each([
	["another release", otherRelease, /3\.21\.1/],
	["another size", () => otherLayout("llama_model_params", (members) => members, 72), /80 bytes instead of 72/],
	[
		"a member elsewhere",
		() => otherLayout("llama_batch", (members) => ({ ...members, embd: { type: "void *", offset: 24, size: 8 } })),
		/llama_batch\.embd lies at 16 instead of 24/,
	],
	[
		"other model parameters",
		() => otherLayout("llama_model_params", swapped("n_gpu_layers", "main_gpu")),
		/llama_model_params\.n_gpu_layers is 0 instead of -1/,
	],
	[
		"other context parameters",
		() => otherLayout("llama_context_params", swapped("kv_unified", "swa_full")),
		/llama_context_params\.swa_full is false instead of true/,
	],
	[
		"other quantising parameters",
		() => otherLayout("llama_model_quantize_params", swapped("nthread", "ftype")),
		/llama_model_quantize_params\.nthread is 7 instead of 0/,
	],
	["a context that does not echo", otherEcho, /batches of 128 says 7/],
])("%s hands over to the bindings engine, with one warning", async (_, mock, why) => {
	mock();
	const model = await open();
	try {
		expect(model.description.engine).toBe("bindings");
		expect(model.description.capabilities).not.toContain("rank");
		expect(model.description.warnings).toEqual([expect.stringMatching(/^The slower fallback engine is in use\./)]);
		expect(model.description.warnings[0]).toMatch(why);
		expect(await ask(model, [score("Still here.")])).toMatchObject([{ kind: "score" }]);
	} finally {
		await model.close();
	}
});

test("without a mismatch nothing falls back", async () => {
	const model = await open();
	expect(model.description).toMatchObject({ engine: "llama", warnings: [] });
	await model.close();
});

test("the fallback is not taken when the settings insist, and never for a file that is at fault", async () => {
	otherRelease();
	const insisting = open(tinyModel(), { ...DETERMINISTIC, engine: "llama" });
	await expect(insisting).rejects.toMatchObject({ name: "Problem", code: "engine" });
	await expect(open("/nowhere.gguf")).rejects.toMatchObject({ name: "Problem", code: "input" });
});
