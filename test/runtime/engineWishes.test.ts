import { expect, test } from "vitest";
import { engineChoices } from "../../src/runtime/engineWishes.ts";

test("a backend, a number of layers and a mode become choices; nothing said is no choice", () => {
	expect(engineChoices({})).toBeUndefined();
	expect(engineChoices({ gpu: "vulkan" })).toEqual({ gpu: "vulkan" });
	expect(engineChoices({ gpu: "24", mode: "throughput" })).toEqual({ gpuLayers: 24, numericMode: "throughput" });
	// No layer on a GPU is no GPU: the same identity as the processor's.
	expect(engineChoices({ gpu: "0" })).toEqual({ gpu: "cpu" });
});

test("names what it does not know and what there is", () => {
	expect(() => engineChoices({ gpu: "rocm" })).toThrow(/no GPU backend "rocm"/);
	expect(() => engineChoices({ gpu: "-3" })).toThrow(/no GPU backend "-3"/);
	expect(() => engineChoices({ mode: "fast" })).toThrow(/no mode "fast"/);
});
