import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lcsLength } from "../../../src/core/metrics/lcs.ts";
import { rouge, rougeL } from "../../../src/core/metrics/rouge.ts";
import { rougeTokens } from "../../../src/core/metrics/rougeTokens.ts";

describe("rouge_score's own examples", () => {
	// google-research/rouge: rouge_scorer_test.py and its README.
	it("scores a shorter prediction", () => {
		expect(rouge("testing one two", "testing", false).rouge1).toEqual({ precision: 1, recall: 1 / 3, f1: 0.5 });
		const two = rouge("testing one two", "testing one", false);
		expect(two.rouge2).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 });
		expect(two.rougeL).toEqual({ precision: 1, recall: 2 / 3, f1: 0.8 });
	});

	it("scores the quick brown fox", () => {
		const scores = rouge("The quick brown fox jumps over the lazy dog", "The quick brown dog jumps on the log.", true);
		expect(scores.rouge1.f1).toBeCloseTo(0.7058823529411765, 15);
		expect(scores.rougeL.precision).toBe(0.625);
		expect(scores.rougeL.recall).toBeCloseTo(0.5555555555555556, 15);
		expect(scores.rougeL.f1).toBeCloseTo(0.5882352941176471, 15);
	});
});

describe("tokens", () => {
	it("lower-case and keep only a-z and 0-9", () => {
		expect(rougeTokens("Don't café 3,200 Crowns", false)).toEqual(["don", "t", "caf", "3", "200", "crowns"]);
	});
	it("stem only words of more than three letters", () => {
		expect(rougeTokens("was his crowns dies does", true)).toEqual(["was", "his", "crown", "die", "doe"]);
	});
});

it("gives identical text without Latin letters nothing, as the reference does", () => {
	expect(rougeL("秘密の文書", "秘密の文書", true)).toEqual({ precision: 0, recall: 0, f1: 0 });
	expect(rougeL("", "words", true)).toEqual({ precision: 0, recall: 0, f1: 0 });
});

it("clips repeated words", () => {
	// the x 3 against the x 1: one match, precision 1/3.
	expect(rouge("the cat", "the the the", false).rouge1).toEqual({ precision: 1 / 3, recall: 0.5, f1: 0.4 });
});

it("stemming lets inflected words meet", () => {
	expect(rougeL("they were jumping", "they were jumped", false).recall).toBe(2 / 3);
	expect(rougeL("they were jumping", "they were jumped", true).recall).toBe(1);
});

it("finds the same longest common subsequence as the plain recursion", () => {
	const slow = (a: string, b: string): number => {
		if (a === "" || b === "") return 0;
		if (a[0] === b[0]) return 1 + slow(a.slice(1), b.slice(1));
		return Math.max(slow(a.slice(1), b), slow(a, b.slice(1)));
	};
	const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
	fc.assert(
		fc.property(word, word, (a, b) => lcsLength(a, b) === slow(a, b)),
		{ numRuns: 100 },
	);
});
