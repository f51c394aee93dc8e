import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile, incompleteBeta, logGamma } from "../../../src/core/stats/betaQuantile.ts";
import { bootstrapInterval, bootstrapTwoSample } from "../../../src/core/stats/bootstrap.ts";
import { clusteredStandardError } from "../../../src/core/stats/clusteredStandardError.ts";
import { countedMean } from "../../../src/core/stats/mean.ts";
import { pcg32 } from "../../../src/core/stats/pcg32.ts";
import { clopperPearson, wilson } from "../../../src/core/stats/proportion.ts";
import { quantile } from "../../../src/core/stats/quantile.ts";

describe("PCG32", () => {
	it("gives the published sequence for seed 42, stream 54", () => {
		// pcg-c-basic, pcg32-demo expected output, round 1.
		const random = pcg32(42, 54);
		expect(Array.from({ length: 6 }, () => random.next())).toEqual([
			0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e,
		]);
	});
	it("stays below its bound", () => {
		fc.assert(
			fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, bound) => pcg32(seed).below(bound) < bound),
			{
				numRuns: 100,
			},
		);
	});
});

describe("proportions, as scipy 1.17.1 binomtest gives them", () => {
	it.each([
		[0, 10, [0, 0.30849710781876294], [0, 0.27753279986288926]],
		[3, 10, [0.06673951117773447, 0.652452850060008], [0.10779126740630102, 0.6032218525388546]],
		[10, 10, [0.6915028921812371, 1], [0.7224672001371109, 1]],
		[27, 40, [0.5087051245215497, 0.8142710332370469], [0.5201774618987767, 0.7991549776821729]],
	])("%i of %i", (successes, n, exact, score) => {
		for (const i of [0, 1]) {
			expect(clopperPearson(successes, n)[i]).toBeCloseTo(exact[i] ?? 0, 10);
			expect(wilson(successes, n)[i]).toBeCloseTo(score[i] ?? 0, 10);
		}
	});
	it("have no interval without trials", () => {
		expect(wilson(0, 0)).toEqual([Number.NaN, Number.NaN]);
		expect(clopperPearson(0, 0)).toEqual([Number.NaN, Number.NaN]);
	});
	it("rest on a beta distribution that agrees with scipy's", () => {
		expect(incompleteBeta(0.3, 2.5, 4)).toBeCloseTo(0.3521975859067672, 12);
		expect(betaQuantile(0.975, 4, 7)).toBeCloseTo(0.6524528500599973, 12);
		expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
		expect(logGamma(37.25)).toBeCloseTo(96.61988458827811, 11);
	});
});

describe("bootstrap", () => {
	const values = [0.2, 0.9, 0.4, 0.7, 0.1, 0.6, 0.8, 0.3];
	const statistic = (counts: Uint32Array) => countedMean(values, counts);

	it("is the same for the same seed and another for another", () => {
		expect(bootstrapInterval(8, statistic, 3, 500)).toEqual(bootstrapInterval(8, statistic, 3, 500));
		expect(bootstrapInterval(8, statistic, 3, 500)).not.toEqual(bootstrapInterval(8, statistic, 4, 500));
	});
	it("comes near mean +- 1.96 standard errors where the normal holds", () => {
		const many = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 400) / 400);
		const [low, high] = bootstrapInterval(400, (counts) => countedMean(many, counts), 1, 2000);
		// Uniform grid: mean 0.49875, sd 0.28867, standard error 0.014434.
		expect(low).toBeCloseTo(0.49875 - 1.96 * 0.014434, 2);
		expect(high).toBeCloseTo(0.49875 + 1.96 * 0.014434, 2);
	});
	it("has no width when nothing varies and no interval for one cluster", () => {
		expect(bootstrapInterval(5, (counts) => countedMean([2, 2, 2, 2, 2], counts), 1, 100)).toEqual([2, 2]);
		expect(bootstrapInterval(1, () => 1, 1, 100)).toEqual([Number.NaN, Number.NaN]);
	});
	it("resamples two groups on their own", () => {
		const [low, high] = bootstrapTwoSample(
			4,
			4,
			(a, b) => countedMean([1, 1, 1, 1], a) - countedMean([0, 0, 0, 1], b),
			1,
			999,
		);
		expect(low).toBeGreaterThanOrEqual(0);
		expect(high).toBe(1);
	});
	it("draws every cluster as often as every other", () => {
		const drawn = new Float64Array(5);
		bootstrapInterval(
			5,
			(counts) => {
				for (const [i, c] of counts.entries()) drawn[i] = (drawn[i] ?? 0) + c;
				return 0;
			},
			9,
			20_000,
		);
		// 100,005 draws in 5 cells: expectation about 20,001, five standard deviations are 632.
		for (const n of drawn) expect(Math.abs(n - 20_001)).toBeLessThan(632);
	});
});

it("quantiles interpolate as numpy does", () => {
	const sorted = [1, 2, 4, 8, 16];
	expect([0.025, 0.5, 0.9, 0.975].map((p) => quantile(sorted, p))).toEqual([
		expect.closeTo(1.1, 12),
		4,
		expect.closeTo(12.8, 12),
		expect.closeTo(15.2, 12),
	]);
});

describe("clustered standard error", () => {
	it("sums residuals within clusters first", () => {
		// By numpy: mean 6.25, cluster totals -12.75, 14.25, -1.5; sqrt(367.875 * 3 / 2) / 8.
		const value = clusteredStandardError([1, 2, 3, 10, 11, 12, 5, 6], [0, 0, 0, 1, 1, 1, 2, 2]);
		expect(value).toBeCloseTo(2.9363362056310924, 12);
	});
	it("is the usual one when every value is its own cluster", () => {
		// 1..4: sample sd sqrt(5/3), over sqrt 4.
		expect(clusteredStandardError([1, 2, 3, 4], ["a", "b", "c", "d"])).toBeCloseTo(Math.sqrt(5 / 3) / 2, 12);
		expect(clusteredStandardError([1, 2], ["a", "a"])).toBeNaN();
	});
});
