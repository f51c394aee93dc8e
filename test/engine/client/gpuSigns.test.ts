import { beforeEach, expect, test, vi } from "vitest";
import { showsSigns } from "../../../src/engine/client/gpuSigns.ts";

/** Files that this machine has, and whether the package of a backend is installed. */
const machine = vi.hoisted(() => ({ files: [] as string[], isInstalled: true }));
vi.mock("node:fs", async (original) => ({
	...(await original<typeof import("node:fs")>()),
	existsSync: (file: string) => machine.files.includes(file),
	readdirSync: () => machine.files.map((file) => file.replace("/dev/dri/", "")),
}));
vi.mock("../../../src/engine/platformPackage.ts", () => ({
	findPlatformPackage: () => {
		if (!machine.isInstalled) throw new Error("missing");
	},
}));

beforeEach(() => {
	Object.assign(machine, { files: [], isInstalled: true });
	vi.stubEnv("GGML_VK_VISIBLE_DEVICES", undefined);
});

const signsOn = (platform: NodeJS.Platform, ...files: string[]) => {
	vi.stubGlobal("process", Object.create(process, { platform: { value: platform } }));
	machine.files = files;
	const found = (["cuda", "vulkan", "metal", "cpu"] as const).filter(showsSigns);
	vi.unstubAllGlobals();
	return found;
};

test("a driver's device files are signs, a screen's are not", () => {
	expect(signsOn("linux")).toEqual([]);
	expect(signsOn("linux", "/dev/nvidiactl")).toEqual(["cuda", "vulkan"]);
	expect(signsOn("linux", "/dev/dri/renderD128")).toEqual(["vulkan"]);
	expect(signsOn("linux", "/dev/dri/card0")).toEqual([]);
	expect(signsOn("darwin", "/System/Library/Frameworks/Metal.framework")).toEqual(["metal"]);
});

test("a Vulkan device that is named in the environment is a sign, and nothing is one without the package", () => {
	vi.stubEnv("GGML_VK_VISIBLE_DEVICES", "0");
	expect(signsOn("linux")).toEqual(["vulkan"]);
	machine.isInstalled = false;
	expect(signsOn("linux", "/dev/nvidiactl")).toEqual([]);
});
