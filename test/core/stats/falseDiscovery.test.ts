import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "../../../src/core/stats/falseDiscovery.ts";

const controls = Array.from({ length: 99 }, (_, i) => i / 100);

describe("calibrating against controls", () => {
	it("lets through what Benjamini and Hochberg let through", () => {
		// p of 2, 1.5 and 1 is 1/100 each (beyond every control); of 0.5 it is 50/100; n = 4, rate 5 %: bounds 1.25, 2.5, 3.75, 5 %.
		const c = calibrate([0.5, 2, 1, 1.5], controls, 0.05);
		expect(c).toMatchObject({ tests: 4, controls: 99, significant: 3, threshold: 1 });
		expect(c.smallestP).toBeCloseTo(0.01, 12);
		// 1 / (m + 1) <= 0.05 / 4
		expect(c.needed).toBe(79);
	});

	it("lets nothing through when there are too few controls, and says how many it would take", () => {
		const c = calibrate([9, 0, 0, 0], [0.1, 0.2], 0.05);
		expect(c).toMatchObject({ significant: 0, threshold: Number.POSITIVE_INFINITY, needed: 79 });
		expect(c.smallestP).toBeCloseTo(1 / 3, 12);
	});

	it("counts controls that are equal against the measurement", () => {
		expect(calibrate([0.98], controls, 0.05).significant).toBe(1); // p = 2 / 100
		expect(calibrate([0.94], controls, 0.05).significant).toBe(0); // p = 6 / 100
	});

	it("gives every measurement its p: controls at least as large, itself among them", () => {
		const { p, smallestP } = calibrate([1], [3, 1, 2], 0.05);
		expect([p(0), p(1), p(1.5), p(3), p(4)]).toEqual([1, 1, 0.75, 0.5, 0.25]);
		expect(smallestP).toBe(0.25);
	});

	it("leaves out what could not be measured", () => {
		expect(calibrate([Number.NaN, 2], [Number.NaN, 1], 0.5)).toMatchObject({ tests: 1, controls: 1, significant: 1 });
	});

	it("agrees with the procedure written out, on any numbers", () => {
		const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(values, values, (tested, nulls) => {
				const p = (x: number) => (1 + nulls.filter((v) => v >= x).length) / (1 + nulls.length);
				const sorted = [...tested].sort((a, b) => p(a) - p(b));
				const last = sorted.findLastIndex((x, i) => p(x) <= ((i + 1) * 0.2) / tested.length);
				expect(calibrate(tested, nulls, 0.2).significant).toBe(last + 1);
			}),
		);
	});
});
