import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedMaximum, leakAtK } from "../../../src/core/metrics/leakAtK.ts";

describe("leak@k", () => {
	it("is 1 - C(n - c, k) / C(n, k)", () => {
		// C(8, 2) / C(10, 2) = 28 / 45
		expect(leakAtK(2, 10, 2)).toBeCloseTo(1 - 28 / 45, 12);
		// One try: the share of leaking samples.
		expect(leakAtK(3, 16, 1)).toBeCloseTo(3 / 16, 12);
		expect(leakAtK(0, 16, 16)).toBe(0);
		expect(leakAtK(1, 16, 16)).toBe(1);
	});

	it("is undefined for more draws than samples", () => {
		expect(leakAtK(1, 4, 5)).toBeNaN();
	});

	it("rises with k and with the leaks, within 0 and 1", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.integer({ min: 1, max: 40 }), (n, c, k) => {
				fc.pre(c <= n && k < n);
				const value = leakAtK(c, n, k);
				expect(value).toBeGreaterThanOrEqual(0);
				expect(value).toBeLessThanOrEqual(1 + 1e-12);
				expect(leakAtK(c, n, k + 1)).toBeGreaterThanOrEqual(value - 1e-12);
				if (c < n) expect(leakAtK(c + 1, n, k)).toBeGreaterThanOrEqual(value - 1e-12);
			}),
		);
	});
});

describe("the expected maximum of k draws", () => {
	it("is the mean over all choices of k", () => {
		// Pairs of 1, 2, 3: maxima 2, 3, 3.
		expect(expectedMaximum([3, 1, 2], 2)).toBeCloseTo(8 / 3, 12);
		expect(expectedMaximum([5, 1, 3], 1)).toBeCloseTo(3, 12);
		expect(expectedMaximum([5, 1, 3], 3)).toBe(5);
		expect(expectedMaximum([1], 2)).toBeNaN();
	});

	it("is leak@k for scores of 0 and 1", () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 24 }),
				fc.integer({ min: 1, max: 24 }),
				(v, k) => {
					fc.pre(k <= v.length);
					const leaks = v.filter((x) => x === 1).length;
					expect(expectedMaximum(v, k)).toBeCloseTo(leakAtK(leaks, v.length, k), 9);
				},
			),
		);
	});
});
