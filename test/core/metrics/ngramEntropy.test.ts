import { describe, expect, it } from "vitest";
import { ngramEntropy } from "../../../src/core/metrics/ngramEntropy.ts";

describe("the entropy of a text's word pairs and triples", () => {
	it("weighs pairs by two thirds and triples by four thirds", () => {
		// "a b c d": three pairs, two triples, all different.
		expect(ngramEntropy("a b c d")).toBeCloseTo((Math.log2(3) * (2 / 3) + 1 * (4 / 3)) / 2, 12);
	});

	it("is 0 for one word over and over, and undefined for two words", () => {
		expect(ngramEntropy("no no no no no")).toBeCloseTo(0, 12);
		expect(ngramEntropy("two words")).toBeNaN();
	});
});
