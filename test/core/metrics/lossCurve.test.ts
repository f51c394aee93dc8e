import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approximateEntropy } from "../../../src/core/metrics/approximateEntropy.ts";
import { binned, lempelZiv } from "../../../src/core/metrics/lempelZiv.ts";
import { CURVE_TOKENS, lossCurve } from "../../../src/core/metrics/lossCurve.ts";
import { shareAboveEarlier, shareAboveMean } from "../../../src/core/metrics/shareAbove.ts";
import { slope } from "../../../src/core/metrics/slope.ts";

const digits = (text: string) => [...text].map(Number);

describe("the slope of a series", () => {
	it("is that of the least-squares line", () => {
		expect(slope([3, 2, 1])).toBe(-1);
		// Around position 1 and level 2: ((-1)(-1) + 0(1) + 1(0)) / 2.
		expect(slope([1, 3, 2])).toBe(0.5);
		expect(slope([4])).toBeNaN();
	});
});

describe("shares above", () => {
	it("the mean, and the mean of what came before", () => {
		// The mean is 3: one of four is above it.
		expect(shareAboveMean([1, 1, 1, 9])).toBe(0.25);
		// 2 against 1, 1 against 1.5, 3 against 4/3.
		expect(shareAboveEarlier([1, 2, 1, 3])).toBeCloseTo(2 / 3, 12);
		expect(shareAboveMean([])).toBeNaN();
		expect(shareAboveEarlier([5])).toBeNaN();
	});
});

describe("approximate entropy", () => {
	it("has the value published for a heart that beats 85, 80, 89", () => {
		// Example 1 of the article on approximate entropy in Wikipedia: N = 51, m = 2, r = 3.
		const beats = Array.from({ length: 51 }, (_, i) => [85, 80, 89][i % 3] ?? 0);
		expect(Math.abs(approximateEntropy(beats, 2, 3))).toBeCloseTo(1.0996541e-5, 10);
	});
	it("by hand: what follows one of two equal stretches differs", () => {
		// m = 1, stretches 0, 0, 1: shares 2/3, 2/3, 1/3; m = 2, stretches 00, 01: 1/2 each.
		const one = (2 * Math.log(2 / 3) + Math.log(1 / 3)) / 3;
		expect(approximateEntropy([0, 0, 1], 1, 0.1)).toBeCloseTo(one - Math.log(1 / 2), 12);
		expect(approximateEntropy([0, 1], 1, 0.1)).toBeNaN();
	});
});

describe("Lempel-Ziv complexity", () => {
	it("has the value published for 0001101001000101", () => {
		// 0 001 10 100 1000 101 (Kaspar and Schuster 1987).
		expect(lempelZiv(digits("0001101001000101"))).toBe(6);
	});
	it("is 2 for one symbol over and over, 1 for one symbol", () => {
		expect(lempelZiv(digits("0000000"))).toBe(2);
		expect(lempelZiv([7])).toBe(1);
		expect(lempelZiv([])).toBe(0);
	});
	it("reads levels of a series' own range", () => {
		expect(binned([0, 1, 2, 4], 4)).toEqual([0, 1, 2, 3]);
		expect(binned([3, 3], 4)).toEqual([0, 0]);
	});
	it("is at most the number of symbols, and blind to which symbols they are", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }), (symbols) => {
				expect(lempelZiv(symbols)).toBeLessThanOrEqual(symbols.length);
				expect(lempelZiv(symbols.map((s) => 3 - s))).toBe(lempelZiv(symbols));
			}),
		);
	});
});

describe("a loss curve", () => {
	it("is flat and simple for a text known by heart", () => {
		const known = lossCurve(Array.from({ length: 40 }, () => -0.5));
		expect(known).toEqual({
			start: 0.5,
			slope: expect.closeTo(0, 12),
			aboveMean: 0,
			aboveEarlier: 0,
			entropy: expect.closeTo(0, 12),
			complexity: 2 / 40,
		});
	});
	it("leaves out a first token without probability, and all beyond its beginning", () => {
		const logp = Array.from({ length: CURVE_TOKENS }, (_, i) => -((i * 7) % 5));
		expect(lossCurve([Number.NaN, ...logp, -90, -90])).toEqual(lossCurve(logp));
	});
});
