import { expect, test } from "vitest";
import { checkSettings } from "../../src/engine/checkSettings.ts";
import { DETERMINISTIC, type EngineSettings } from "../../src/protocol/engine.ts";

const check = (change: Partial<EngineSettings>) => () => checkSettings({ ...DETERMINISTIC, ...change });

test("accepts the usual settings and the ends of each range", () => {
	expect(check({})).not.toThrow();
	expect(check({ contextLength: 2_000_000_000, batch: 65_536, threads: 1, gpuLayers: 0, cacheBytes: 0 })).not.toThrow();
});

test.each<[Partial<EngineSettings>, string]>([
	[{ contextLength: -1 }, "The context length is -1."],
	[{ contextLength: 2 ** 31 }, "The context length is 2147483648."],
	[{ batch: 0 }, "The batch size is 0."],
	[{ batch: 1.5 }, "The batch size is 1.5."],
	[{ threads: Number.NaN }, "The number of threads is NaN."],
	[{ gpuLayers: -2 }, "The number of layers on the GPU is -2."],
	[{ cacheBytes: Number.POSITIVE_INFINITY }, "The cache budget is Infinity."],
])("refuses %j with the number and the range", (change, message) => {
	expect(check(change)).toThrow(
		expect.objectContaining({
			code: "input",
			message,
			remedy: expect.stringMatching(/^Give a whole number from .* to /),
		}),
	);
});
