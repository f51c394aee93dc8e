import { expect, test, vi } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import { openModel } from "../../src/engine/openModel.ts";
import { findPlatformPackage } from "../../src/engine/platformPackage.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { ask, score } from "./contract.ts";
import { tinyModel } from "./tinyModel.ts";

// The installed package claims to be of another release, as after a partial update.
vi.mock("../../src/engine/platformPackage.ts", async (original) => {
	const module = await original<typeof import("../../src/engine/platformPackage.ts")>();
	return { findPlatformPackage: () => ({ ...module.findPlatformPackage(), version: "3.21.1", release: "v0.4.0" }) };
});

test("a library of another release hands over to the bindings engine, with a warning", async () => {
	expect(findPlatformPackage().version).toBe("3.21.1");
	const model = await openModel(tinyModel(), DETERMINISTIC, () => {});
	expect(model.description.engine).toBe("bindings");
	expect(model.description.capabilities).not.toContain("rank");
	expect(model.description.warnings.join()).toMatch(/fallback engine.*3\.21\.1/);
	expect(await ask(model, [score("Still here.")])).toMatchObject([{ kind: "score" }]);
	await model.close();
});

test("unless the settings insist, and never for a file that is at fault", async () => {
	const insisting = openModel(tinyModel(), { ...DETERMINISTIC, engine: "llama" }, () => {});
	await expect(insisting).rejects.toMatchObject({ name: "Problem", code: "engine" });
	await expect(openModel("/nowhere.gguf", DETERMINISTIC, () => {})).rejects.toBeInstanceOf(Problem);
});
