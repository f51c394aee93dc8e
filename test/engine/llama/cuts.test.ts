import { describe, expect, test } from "vitest";
import { type Cuts, freeCuts, rowsFrom, wholeBatches } from "../../../src/engine/llama/cuts.ts";

/** The batches of a question decoded from `from` on. */
function batches(cuts: Cuts, from: number, length: number): number[] {
	const sizes: number[] = [];
	while (from < length) {
		const to = cuts.end(from, length);
		sizes.push(to - from);
		from = to;
	}
	return sizes;
}

describe("cuts into batches", () => {
	test.each([
		[0, 300, [128, 128, 44]],
		[0, 256, [128, 128]],
		// 128 and 1 would leave a single token.
		[0, 129, [127, 2]],
		[0, 257, [128, 127, 2]],
		[250, 300, [50]],
		[171, 300, [127, 2]],
		// Nothing else can be done with one token.
		[0, 1, [1]],
	])("anywhere: from %i of %i", (from, length, sizes) => {
		expect(batches(freeCuts(128), from, length)).toEqual(sizes);
	});

	test("at multiples of the batch length", () => {
		expect(batches(wholeBatches(128), 0, 257)).toEqual([128, 128, 1]);
		expect(batches(wholeBatches(128), 128, 257)).toEqual([128, 1]);
	});

	test.each([
		// The mark lies before, in and behind the batch.
		[128, 256, 7, 128],
		[128, 256, 200, 200],
		// A single row would be multiplied otherwise: the one before it comes along.
		[128, 256, 255, 254],
		// A batch of one has no other row.
		[128, 129, 128, 128],
	])("rows of [%i, %i) from mark %i begin at %i", (from, to, mark, first) => {
		expect(rowsFrom(from, to, mark)).toBe(first);
	});
});
