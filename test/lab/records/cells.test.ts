import { describe, expect, it } from "vitest";
import { rounded } from "../../../src/lab/gguf/rounded.ts";
import { tensorTypes } from "../../../src/lab/gguf/tensorTypes.ts";
import { cellBounds } from "../../../src/lab/records/cells.ts";
import { Rng } from "../../../src/lab/rng.ts";

const rng = new Rng(3);
const data = Float32Array.from({ length: 32 * 40 }, () => rng.normal() * 0.1);
const tensor = { shape: [40, 32], data };
const [low, high] = [cellBounds(tensor, -0.9).data, cellBounds(tensor, 0.9).data];

describe("cells of Q4_0", () => {
	it("hold every weight, and whatever lies in them rounds to the same bytes", () => {
		const bytes = tensorTypes.Q4_0.encode(data);
		for (const pick of [() => 0, () => 1, () => rng.next()]) {
			const moved = data.map((_, i) => low[i]! + pick() * (high[i]! - low[i]!));
			expect(tensorTypes.Q4_0.encode(moved)).toEqual(bytes);
		}
		expect(data.every((x, i) => low[i]! <= x && x <= high[i]!)).toBe(true);
	});

	it("leave most weights room: half a step on average at least", () => {
		const steps = data.map((_, i) => Math.max(...data.subarray(i - (i % 32), i - (i % 32) + 32).map(Math.abs)) / 8);
		const room = data.reduce((sum, _, i) => sum + (high[i]! - low[i]!) / steps[i]!, 0) / data.length;
		expect(room).toBeGreaterThan(0.5);
	});
});

describe("rounded weights", () => {
	it.each([
		["Q8_0", 1 / 254 + 1 / 2048],
		["Q4_0", 1 / 8 + 1 / 2048],
	] as const)(
		"%s differ by at most what their levels and the half-float scale allow, and stay when rounded again",
		(type, share) => {
			const once = rounded(data, type);
			once.forEach((x, i) => {
				const largest = Math.max(...data.subarray(i - (i % 32), i - (i % 32) + 32).map(Math.abs));
				expect(Math.abs(x - data[i]!)).toBeLessThanOrEqual(largest * share);
			});
			expect(tensorTypes[type].encode(once).slice(2, 18)).toEqual(tensorTypes[type].encode(data).slice(2, 18));
		},
	);

	it("by hand: a block of 32 multiples of 1/8 of its largest magnitude is exact at Q4_0", () => {
		const block = Float32Array.from({ length: 32 }, (_, i) => ((i % 16) - 8) / 8);
		expect(rounded(block, "Q4_0")).toEqual(block);
	});
});
