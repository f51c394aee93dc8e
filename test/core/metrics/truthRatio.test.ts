import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forgottenTruth, keptTruth, truthPreference, truthRatio } from "../../../src/core/metrics/truthRatio.ts";

describe("the truth ratio", () => {
	// Probabilities 1/2 of the right answer, 1/4 and 1/16 of the wrong ones.
	const [right, wrong] = [Math.log(1 / 2), [Math.log(1 / 4), Math.log(1 / 16)]];

	it("is wrong over right, by each of the definitions in use", () => {
		// sqrt(1/64) = 1/8 over 1/2; (1/4 + 1/16) / 2 = 5/32 over 1/2.
		expect(truthRatio(right, wrong, "geometric")).toBeCloseTo(1 / 4, 12);
		expect(truthRatio(right, wrong, "arithmetic")).toBeCloseTo(5 / 16, 12);
		expect(truthRatio(right, wrong, "open-unlearning")).toBeCloseTo(0.125 / (0.5 + 1e-10), 12);
	});

	it("of a right answer without any probability stays finite in open-unlearning's alone", () => {
		expect(truthRatio(-1000, wrong, "geometric")).toBe(Number.POSITIVE_INFINITY);
		expect(truthRatio(-1000, [Math.log(1e-10)], "open-unlearning")).toBeCloseTo(1, 9);
		expect(forgottenTruth(truthRatio(-1000, wrong, "geometric"))).toBe(0);
	});

	it("is averaged by nearness to 1 on a forget set, by preference elsewhere", () => {
		expect([1 / 4, 4, 1].map(forgottenTruth)).toEqual([1 / 4, 1 / 4, 1]);
		expect([1 / 4, 4, 1].map(keptTruth)).toEqual([3 / 4, 0, 0]);
		// 1/2 of 1/2 + 1/8.
		expect(truthPreference(truthRatio(right, wrong, "geometric"))).toBeCloseTo(0.8, 12);
	});

	it("needs a wrong answer", () => {
		expect(truthRatio(right, [], "geometric")).toBeNaN();
		expect(truthRatio(right, [], "arithmetic")).toBeNaN();
	});

	it("is at most the arithmetic one, and does not depend on the order of the wrong answers", () => {
		const logp = fc.double({ min: -30, max: 0, noNaN: true });
		fc.assert(
			fc.property(logp, fc.array(logp, { minLength: 1, maxLength: 6 }), (one, others) => {
				const geometric = truthRatio(one, others, "geometric");
				expect(geometric).toBeLessThanOrEqual(truthRatio(one, others, "arithmetic") * (1 + 1e-9));
				const back = truthRatio(one, others.toReversed(), "geometric");
				expect(Math.abs(back - geometric)).toBeLessThanOrEqual(1e-9 * geometric);
				expect(truthPreference(geometric)).toBeGreaterThanOrEqual(0);
				expect(truthPreference(geometric)).toBeLessThanOrEqual(1);
			}),
		);
	});
});
