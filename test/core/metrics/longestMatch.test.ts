import fc from "fast-check";
import { expect, it } from "vitest";
import { longestMatch, matchingBlocks } from "../../../src/core/metrics/longestMatch.ts";

it("finds the longest run of equal elements", () => {
	expect(longestMatch("the grey marten sails", "a grey marten sleeps")).toEqual({ a: 3, b: 1, length: 14 });
	expect(longestMatch([1, 2, 3], [4, 5])).toEqual({ a: 0, b: 0, length: 0 });
});

it("finds the blocks on both sides of a deviation", () => {
	expect(matchingBlocks("abcdeXfghij", "abcdeYYfghij", 3)).toEqual([
		{ a: 0, b: 0, length: 5 },
		{ a: 6, b: 7, length: 5 },
	]);
	expect(matchingBlocks("abcdeXfghij", "abcdeYYfghij", 6)).toEqual([]);
});

it("never finds more than brute force, and never less", () => {
	const word = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
	const brute = (a: string, b: string): number => {
		for (let n = Math.min(a.length, b.length); n > 0; n--) {
			for (let i = 0; i + n <= a.length; i++) if (b.includes(a.slice(i, i + n))) return n;
		}
		return 0;
	};
	fc.assert(
		fc.property(word, word, (a, b) => longestMatch(a, b).length === brute(a, b)),
		{ numRuns: 200 },
	);
});
