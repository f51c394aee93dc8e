import { expect, test } from "vitest";
import { formatInterval, formatNumber } from "../../../src/core/report/formatNumber.ts";

test.each([
	[0, "0"],
	[14, "14"],
	[0.98249, "0.982"],
	[0.5, "0.5"],
	[61.44, "61.4"],
	[1234.5, "1235"],
	[0.001, "0.001"],
	[0.00012, "1.2 × 10⁻⁴"],
	[1e-30, "1 × 10⁻³⁰"],
	[-3.25, "−3.25"],
	[2_500_000, "2.5 × 10⁶"],
	[Number.NaN, "–"],
	[Number.NEGATIVE_INFINITY, "−∞"],
])("%f reads %s", (value, text) => expect(formatNumber(value)).toBe(text));

test("an interval that could not be had, or is no range, is none", () => {
	expect(formatInterval([0.601, 0.96])).toBe("0.601 to 0.96");
	expect(formatInterval([Number.NaN, Number.NaN])).toBe("(no interval)");
	expect(formatInterval([Number.NEGATIVE_INFINITY, 1])).toBe("(no interval)");
});
