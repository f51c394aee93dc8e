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

it("finds the longest, the earliest among equals, as brute force does", () => {
	const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 14 });
	const brute = (a: string, b: string) => {
		for (let length = Math.min(a.length, b.length); length > 0; length--) {
			for (let i = 0; i + length <= a.length; i++) {
				const at = b.indexOf(a.slice(i, i + length));
				if (at >= 0) return { a: i, b: at, length };
			}
		}
		return { a: 0, b: 0, length: 0 };
	};
	fc.assert(
		fc.property(word, word, fc.integer({ min: 1, max: 5 }), (a, b, shortest) => {
			const best = brute(a, b);
			expect(longestMatch(a, b)).toEqual(best);
			const blocks = matchingBlocks(a, b, shortest);
			if (best.length < shortest) expect(blocks).toEqual([]);
			else expect(blocks).toContainEqual(best);
		}),
		{ numRuns: 2000 },
	);
});
