import { describe, expect, it } from "vitest";
import { exactMemorization } from "../../../src/core/metrics/exactMemorization.ts";
import { extractionStrength, extractionStrengthOpenUnlearning } from "../../../src/core/metrics/extractionStrength.ts";
import { minK } from "../../../src/core/metrics/minK.ts";
import { minKPlusPlus } from "../../../src/core/metrics/minKPlusPlus.ts";
import { nForProbability, probabilityOfExtraction, spanSums } from "../../../src/core/metrics/pz.ts";
import { zlibBytes } from "../../../src/core/metrics/zlibBytes.ts";

describe("extraction strength", () => {
	it("is the share of the text the model completes to its end", () => {
		expect(extractionStrength([5, 0, 3, 0, 0])).toBeCloseTo(2 / 5, 15);
		expect(extractionStrength([0, 0, 0])).toBe(1);
	});
	it("is 0 when the last token is wrong in the strict profile, 1/n in open-unlearning's", () => {
		expect(extractionStrength([0, 0, 0, 1])).toBe(0);
		expect(extractionStrengthOpenUnlearning([0, 0, 0, 1])).toBe(0.25);
	});
	it("is 0 for no tokens", () => {
		expect(extractionStrength([])).toBe(0);
		expect(extractionStrengthOpenUnlearning([])).toBe(0);
	});
});

it("exact memorization is the share of first choices", () => {
	expect(exactMemorization([0, 1, 0, 7])).toBe(0.5);
	expect(exactMemorization([])).toBeNaN();
});

describe("Min-K%", () => {
	it("averages the lowest fifth", () => {
		// floor(10 * 0.2) = 2: the two lowest are -9 and -7.
		expect(minK([-1, -9, -2, -3, -7, -1, -1, -1, -1, -1], 0.2)).toBe(-8);
	});
	it("takes at least one token and none that has no value", () => {
		expect(minK([-3, -1], 0.2)).toBe(-3);
		expect(minK([Number.NaN, -2], 0.2)).toBe(-2);
		expect(minK([], 0.2)).toBeNaN();
	});
	it("++ standardises by the model's own distribution", () => {
		// z = (log p + entropy) / sd: (-2 + 1) / 0.5 = -2 and (-1 + 1) / 2 = 0; the lowest half is -2.
		expect(minKPlusPlus([-2, -1], [1, 1], [0.5, 2], 0.5)).toBe(-2);
	});
	it("++ stays finite on a uniform distribution", () => {
		const log = Math.log(100);
		expect(minKPlusPlus([-log], [log], [0], 0.2)).toBe(0);
	});
});

describe("p_z", () => {
	it("tells the tries for even odds as published", () => {
		// arXiv 2410.19482: n >= log(1 - p) / log(1 - p_z). 692.80 by double precision, so 693.
		expect(nForProbability(Math.log(1e-3), 0.5)).toBe(693);
		expect(nForProbability(Math.log(1e-9), 0.5)).toBe(693147181);
	});
	it("does not charge a try for float noise at exact boundaries", () => {
		expect(nForProbability(Math.log(0.5), 0.5)).toBe(1);
		expect(nForProbability(Math.log(0.5), 0.75)).toBe(2);
		expect(nForProbability(0, 0.5)).toBe(1);
	});
	it("survives underflow", () => {
		// log 2 / e^-600 = e^(600 + log log 2)
		const n = nForProbability(-600, 0.5);
		expect(Math.log(n)).toBeCloseTo(600 + Math.log(Math.LN2), 9);
		expect(nForProbability(Number.NEGATIVE_INFINITY, 0.5)).toBe(Number.POSITIVE_INFINITY);
	});
	it("inverts: after n tries the chance is p", () => {
		expect(probabilityOfExtraction(Math.log(1e-3), 693)).toBeCloseTo(0.5, 3);
		expect(probabilityOfExtraction(Math.log(0.1), 2)).toBeCloseTo(0.19, 15);
	});
	it("sums log q over spans, each token in the span its start is in", () => {
		const sum = spanSums(Int32Array.of(0, 3, 5, 9), [-1, -2, -4, -8]);
		expect(sum({ start: 3, end: 9 })).toBe(-6);
		expect(sum({ start: 4, end: 10 })).toBe(-12);
		expect(sum({ start: 10, end: 12 })).toBeNaN();
	});
	it("is impossible as soon as one token is, and unknown as soon as one is", () => {
		const sum = spanSums(Int32Array.of(0, 1, 2), [Number.NaN, Number.NEGATIVE_INFINITY, -1]);
		expect(sum({ start: 1, end: 3 })).toBe(Number.NEGATIVE_INFINITY);
		expect(sum({ start: 0, end: 3 })).toBeNaN();
		expect(sum({ start: 2, end: 3 })).toBe(-1);
	});
});

it("zlib lengths are those of stock zlib 1.2.13 (CPython's zlib.compress)", () => {
	expect(zlibBytes("")).toBe(8);
	expect(zlibBytes("a".repeat(1000))).toBe(17);
	expect(zlibBytes("The quick brown fox jumps over the lazy dog. ".repeat(3))).toBe(55);
	expect(zlibBytes("naïve café — ünïcode")).toBe(35);
});
