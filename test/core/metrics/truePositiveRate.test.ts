import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aucOrder } from "../../../src/core/metrics/auc.ts";
import { truePositiveRate } from "../../../src/core/metrics/truePositiveRate.ts";

const ones = (n: number) => new Uint32Array(n).fill(1);
const rate = (positive: readonly number[], negative: readonly number[], fpr: number): number =>
	truePositiveRate(aucOrder(positive, negative), ones(positive.length), ones(negative.length), fpr);

describe("truePositiveRate", () => {
	it("counts positives above every negative when none may pass", () => {
		expect(rate([5, 4, 2, 1], [3, 0], 0)).toBe(0.5);
		// One of two negatives is half of them.
		expect(rate([5, 4, 2, 1], [3, 0], 0.49)).toBe(0.5);
		expect(rate([5, 4, 2, 1], [3, 0], 0.5)).toBe(1);
	});

	it("lets equal values stand or fall together", () => {
		expect(rate([3, 3, 1], [3, 0], 0)).toBe(0);
		expect(rate([3, 3, 1], [3, 0], 0.5)).toBe(1);
	});

	it("weighs values by how often they were drawn", () => {
		const order = aucOrder([5, 2], [3, 0]);
		expect(truePositiveRate(order, Uint32Array.of(3, 1), Uint32Array.of(1, 1), 0)).toBe(0.75);
		// The negative between them was not drawn, so nothing stands against the 2.
		expect(truePositiveRate(order, Uint32Array.of(3, 1), Uint32Array.of(0, 2), 0)).toBe(1);
		expect(rate([1], [], 0.01)).toBeNaN();
	});

	it("allows one in a hundred at one per cent", () => {
		const negative = Array.from({ length: 100 }, (_, i) => i);
		expect(rate([98.5, 97.5], negative, 0.01)).toBe(0.5);
		expect(rate([98.5, 97.5], negative, 0.001)).toBe(0);
	});

	it("is what trying every threshold gives, and never falls with the rate", () => {
		const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(values, values, fc.double({ min: 0, max: 1, noNaN: true }), (positive, negative, fpr) => {
				const share = (list: readonly number[], t: number) => list.filter((v) => v >= t).length / list.length;
				const best = [0, 1, 2, 3, 4, 5, 6, 7]
					.filter((t) => share(negative, t) <= fpr + 1e-9)
					.reduce((most, t) => Math.max(most, share(positive, t)), 0);
				expect(rate(positive, negative, fpr)).toBeCloseTo(best, 9);
				expect(rate(positive, negative, Math.min(1, fpr + 0.1))).toBeGreaterThanOrEqual(best - 1e-9);
			}),
		);
	});
});
