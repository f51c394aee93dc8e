import { beforeEach, expect, test, vi } from "vitest";
import { type Backend, DETERMINISTIC } from "../../../src/protocol/engine.ts";

/** A machine with these devices, and what was tried on it. */
const machine = vi.hoisted(() => ({ signs: [] as string[], loads: [] as string[], processes: [] as string[] }));
vi.mock("../../../src/engine/client/gpuSigns.ts", () => ({
	showsSigns: (backend: Backend) => machine.signs.includes(backend),
}));
vi.mock("../../../src/engine/platformPackage.ts", () => ({ backendsOf: () => ["cpu", "cuda", "vulkan"] }));
vi.mock("../../../src/engine/client/throwAway.ts", () => ({
	inThrowAway: (work: (rpc: unknown) => unknown, { doing }: { doing: string }) =>
		work({
			probe: async (backend: Backend) => {
				machine.processes.push(backend);
				const { Problem } = await import("../../../src/core/audit/problem.ts");
				if (!machine.loads.includes(backend)) throw new Problem("input", `${doing} failed (SIGSEGV).`, "");
				return { backend, loads: true, detail: "A device" };
			},
		}),
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

test("CUDA is preferred to Vulkan, and what crashes its process is passed over", async () => {
	Object.assign(machine, { signs: ["vulkan", "cuda"], loads: ["vulkan", "cuda"] });
	expect(await choose("auto")).toEqual({ ...DETERMINISTIC, gpu: "cuda" });
	machine.loads = ["vulkan"];
	expect(await choose("auto")).toMatchObject({ gpu: "vulkan" });
	machine.loads = [];
	expect(await choose("auto")).toMatchObject({ gpu: "cpu" });
	expect(machine.processes).toEqual(["cuda", "cuda", "vulkan", "cuda", "vulkan"]);
});

test("a backend is tried once, however often it is chosen", async () => {
	Object.assign(machine, { signs: ["vulkan"], loads: ["vulkan"] });
	const { chooseBackend } = await import("../../../src/engine/client/chooseBackend.ts");
	const auto = { ...DETERMINISTIC, gpu: "auto" } as const;
	await Promise.all([chooseBackend(auto), chooseBackend(auto)]);
	await chooseBackend({ ...auto, gpu: "vulkan" });
	expect(machine.processes).toEqual(["vulkan"]);
});

test("a backend asked for by name is tried without a sign of it, and refused with its reason and a way out", async () => {
	await expect(choose("cuda")).rejects.toMatchObject({
		code: "input",
		message: "The CUDA backend cannot be used here: A process that tried it failed (SIGSEGV).",
		remedy: expect.stringContaining("--gpu cpu"),
	});
	await expect(choose("metal")).rejects.toMatchObject({ message: expect.stringContaining("no prebuilt libraries") });
	machine.loads = ["cuda"];
	expect(await choose("cuda")).toMatchObject({ gpu: "cuda" });
	expect(machine.processes).toEqual(["cuda", "cuda"]);
});
