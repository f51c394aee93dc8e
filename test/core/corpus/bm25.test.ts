import { describe, expect, it } from "vitest";
import { bm25 } from "../../../src/core/corpus/bm25.ts";

describe("ranking texts by likeness", () => {
	const find = bm25(["the red boat", "the red house on the hill", "a blue boat and a red boat", "nothing alike"]);

	it("puts rare words before common ones, and short texts before long ones", () => {
		expect(find("boat")).toEqual([2, 0]);
		expect(find("house")).toEqual([1]);
		expect(find("red")[0]).toBe(0);
	});

	it("leaves out what has no word in common", () => {
		expect(find("submarine")).toEqual([]);
		expect(bm25([])("anything")).toEqual([]);
	});
});
