import { beforeEach, expect, test, vi } from "vitest";
import type { Backend } from "../../../src/protocol/engine.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";

const machine = vi.hoisted(() => ({ signs: [] as string[], loads: [] as string[], processes: [] as string[] }));
vi.mock("../../../src/engine/client/gpuSigns.ts", () => ({
	showsSigns: (backend: Backend) => machine.signs.includes(backend),
}));
vi.mock("../../../src/engine/client/probeBackends.ts", () => ({
	probeBackend: async (backend: Backend) => {
		machine.processes.push(backend);
		const loads = machine.loads.includes(backend);
		return { backend, loads, detail: loads ? "A device." : "The process that tried it crashed (SIGSEGV)." };
	},
}));

/** Chooses as a new process would. */
async function choose(gpu: Backend | "auto") {
	vi.resetModules();
	const { chooseBackend } = await import("../../../src/engine/client/chooseBackend.ts");
	return chooseBackend({ ...DETERMINISTIC, gpu });
}

beforeEach(() => {
	vi.resetModules();
	Object.assign(machine, { signs: [], loads: [], processes: [] });
});

test("without a sign of a device no process is started", async () => {
	expect(await choose("auto")).toMatchObject({ gpu: "cpu" });
	expect(await choose("cpu")).toMatchObject({ gpu: "cpu" });
	expect(machine.processes).toEqual([]);
});

test("CUDA is preferred to Vulkan, and what crashes or finds no device is passed over", async () => {
	Object.assign(machine, { signs: ["vulkan", "cuda"], loads: ["vulkan", "cuda"] });
	expect(await choose("auto")).toEqual({ ...DETERMINISTIC, gpu: "cuda" });
	machine.loads = ["vulkan"];
	expect(await choose("auto")).toMatchObject({ gpu: "vulkan" });
	machine.loads = [];
	expect(await choose("auto")).toMatchObject({ gpu: "cpu" });
	expect(machine.processes).toEqual(["cuda", "cuda", "vulkan", "cuda", "vulkan"]);
});

test("a process tries a backend once, however often it is chosen", async () => {
	Object.assign(machine, { signs: ["vulkan"], loads: ["vulkan"] });
	const { chooseBackend } = await import("../../../src/engine/client/chooseBackend.ts");
	const auto = { ...DETERMINISTIC, gpu: "auto" } as const;
	await Promise.all([chooseBackend(auto), chooseBackend(auto)]);
	await chooseBackend({ ...auto, gpu: "vulkan" });
	expect(machine.processes).toEqual(["vulkan"]);
});

test("a backend asked for by name that cannot be used is refused with its reason and a way out", async () => {
	await expect(choose("metal")).rejects.toMatchObject({
		code: "input",
		message: "The Metal backend cannot be used here: The process that tried it crashed (SIGSEGV).",
		remedy: expect.stringContaining("--gpu cpu"),
	});
	machine.loads = ["cuda"];
	expect(await choose("cuda")).toMatchObject({ gpu: "cuda" });
});
