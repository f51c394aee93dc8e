import { describe, expect, test } from "vitest";
import type { Residual } from "../../../src/core/audit/residual.ts";
import { sufficient, sufficientWords } from "../../../src/core/audit/sufficient.ts";

const statistic = (value: number, low: number, high: number, n = 20): Residual => {
	return { value, interval: [low, high], n, of: n, worst: "", tried: 1, control: "reference" };
};

describe("documents that would settle a statistic", () => {
	test("above the threshold: the lower end must come up to it", () => {
		// 0.2 - 0.025 = 0.175 must shrink to 0.2 - 0.1 = 0.1: 1.75^2 = 3.0625 times 20.
		expect(sufficient(statistic(0.2, 0.025, 0.4), 0.1, 0.2)).toBe(62);
	});
	test("below it: the upper end must come down, and the interval be narrow enough", () => {
		// (0.25 - 0.05) / (0.1 - 0.05) = 4, squared 16; the width of 0.25 alone asks for 1.5625.
		expect(sufficient(statistic(0.05, 0, 0.25), 0.1, 0.2)).toBe(320);
		// A threshold of 0.5 is passed; the width of 0.3 asks for (0.3 / 0.2)^2.
		expect(sufficient(statistic(0.1, 0, 0.3), 0.5, 0.2)).toBe(45);
	});
	test("count documents that gave no score too: with more, as many of them would", () => {
		// As above, of 20 documents of which 10 had a score.
		expect(sufficient({ ...statistic(0.2, 0.025, 0.4), n: 10 }, 0.1, 0.2)).toBe(62);
	});
	test("are said to two digits, and not at all where nothing is known", () => {
		expect(sufficientWords(324)).toBe("about 320 documents like these would settle it");
		expect(sufficientWords(sufficient(statistic(0.1, 0, 0.3), 0.1, 0.2))).toBe(
			"more than 10,000 documents like these would settle it",
		);
		expect(sufficientWords(sufficient(statistic(0.2, Number.NaN, Number.NaN, 1), 0.1, 0.2))).toBe(
			"more documents are needed",
		);
	});
});
