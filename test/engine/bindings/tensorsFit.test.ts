import { expect, test } from "vitest";
import { tensorsFit } from "../../../src/engine/bindings/tensorsFit.ts";

const tensor = (ggmlType: number, dimensions: number[], fileOffset: number) => {
	return { name: "t", ggmlType, dimensions, offset: 0, fileOffset, filePart: 1 };
};

// Bytes by hand: F32 4 each; Q4_0 32 weights in 16 bytes and a half-precision scale; Q6_K 256 weights in 210 bytes.
test.each([
	[tensor(0, [3, 5], 100), 160],
	[tensor(2, [64, 2], 100), 172],
	[tensor(14, [256, 3], 100), 730],
])("a tensor needs all its bytes: %j ends at %i", (only, end) => {
	expect(tensorsFit({ tensorInfo: [only] }, end)).toBe(true);
	expect(tensorsFit({ tensorInfo: [only] }, end - 1)).toBe(false);
});

test("a type nobody knows must at least begin within the file", () => {
	expect(tensorsFit({ tensorInfo: [tensor(99, [8], 100)] }, 100)).toBe(true);
	expect(tensorsFit({ tensorInfo: [tensor(99, [8], 101)] }, 100)).toBe(false);
});
