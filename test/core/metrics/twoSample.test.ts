import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc, aucOrder, weightedAuc } from "../../../src/core/metrics/auc.ts";
import { ks } from "../../../src/core/metrics/ks.ts";

// Expectations: scipy 1.17.1, ks_2samp(method="exact") and mannwhitneyu.
const a = [
	0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09, -1.28,
	2.36, 1.31, 1.05, -0.32, -0.4, 1.06, -2.47,
];
const b = [1.2, 0.4, 0.9, 2.5, 1.1, 0.4, 1.9, -0.3, 2.2, 1.4];
const tiedA = [1, 2, 2, 3, 3, 3, 4];
const tiedB = [2, 3, 4, 4, 5, 5, 6, 7];

describe("Kolmogorov-Smirnov", () => {
	it("is exact on small samples", () => {
		expect(ks(a, b).statistic).toBeCloseTo(0.46, 12);
		expect(ks(a, b).p).toBeCloseTo(0.07401469498243692, 12);
		expect(ks(tiedA, tiedB).p).toBeCloseTo(0.08702408702408701, 12);
	});
	it("is exact on larger samples too, where paths are counted as probabilities", () => {
		const x = Array.from({ length: 600 }, (_, i) => i / 600);
		const y = Array.from({ length: 500 }, (_, i) => (i / 500) * 0.9 + 0.02);
		const result = ks(x, y);
		expect(result.method).toBe("exact");
		expect(result.statistic).toBeCloseTo(0.08166666666666667, 12);
		expect(result.p).toBeCloseTo(0.04965487558905782, 10);
	});
	it("keeps the logarithm where the p-value is 1e-239, as on TOFU's 400 + 400", () => {
		const low = Array.from({ length: 400 }, (_, i) => i);
		const high = low.map((v) => v + 1000);
		// 2 / C(800, 400)
		expect(ks(low, high).log10p).toBeCloseTo(-238.97322588651969, 6);
		expect(ks(low, high).statistic).toBe(1);
	});
	it("is asymptotic above ten thousand values", () => {
		const x = Array.from({ length: 10_001 }, (_, i) => i);
		const result = ks(x, [100, 5000, 9000]);
		expect(result.method).toBe("asymptotic");
		expect(ks([], [1]).p).toBeNaN();
	});
	it("finds nothing between a sample and itself", () => {
		expect(ks(a, a)).toMatchObject({ statistic: 0, p: 1, log10p: 0 });
	});
});

describe("AUC", () => {
	it("equals Mann-Whitney's U over mn, ties counting half", () => {
		expect(auc(a, b)).toBeCloseTo(0.236, 12);
		expect(auc(tiedA, tiedB)).toBeCloseTo(0.15178571428571427, 12);
	});
	it("turns round with the groups", () => {
		const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(values, values, (x, y) => Math.abs(auc(x, y) + auc(y, x) - 1) < 1e-12),
			{ numRuns: 100 },
		);
	});
	it("weights resampled values as if they were repeated", () => {
		const order = aucOrder([1, 3, 2], [2, 0]);
		expect(weightedAuc(order, Uint32Array.of(2, 0, 1), Uint32Array.of(1, 2))).toBeCloseTo(
			auc([1, 1, 2], [2, 0, 0]),
			12,
		);
	});
	it("is undefined without one of the groups", () => {
		expect(auc([], [1])).toBeNaN();
	});
});
