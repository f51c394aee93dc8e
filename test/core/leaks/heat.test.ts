import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowShape } from "../../../src/core/corpus/windows.ts";
import { HEAT_SCALES, heatClasses, heatValues, layoutRows } from "../../../src/core/leaks/heat.ts";
import type { TokenRecords } from "../../../src/core/model/answer.ts";

function recordsOf(logq: readonly number[]): TokenRecords {
	const n = logq.length;
	return {
		ids: new Int32Array(n),
		starts: Int32Array.from({ length: n }, (_, i) => i),
		ends: Int32Array.from({ length: n }, (_, i) => i + 1),
		logp: Float32Array.from(logq, (l) => l - 1),
		rank: Int32Array.from(logq, (_, i) => i % 300),
		entropy: new Float32Array(n).fill(0.4),
		sd: new Float32Array(n),
		argmax: new Int32Array(n),
		topIds: new Int32Array(0),
		topLogp: new Float32Array(0),
		logq: [Float32Array.from(logq)],
	};
}

describe("the p_z track", () => {
	it("is the best p_z over the suffixes that cover a token", () => {
		const value = fc.constantFrom(-0.5, -0.01, -3, Number.NEGATIVE_INFINITY);
		fc.assert(
			fc.property(fc.array(value, { minLength: 16, maxLength: 150 }), (logq) => {
				const n = logq.length;
				const shape = windowShape(n, n);
				const track = heatValues(recordsOf(logq), "pz");
				if (!shape) return track.every(Number.isNaN);
				return Array.from(track).every((v, i) => {
					let best = Number.NaN;
					for (let s = Math.max(shape.prefix, i - shape.suffix + 1); s <= i && s + shape.suffix <= n; s++) {
						const sum = logq.slice(s, s + shape.suffix).reduce((a, b) => a + Math.fround(b), 0) / Math.LN10;
						if (Number.isNaN(best) || sum > best) best = sum;
					}
					return Number.isNaN(best) ? Number.isNaN(v) : best === v || Math.abs(best - v) < 1e-4;
				});
			}),
			{ numRuns: 100 },
		);
	});

	it("classes by decades of p_z", () => {
		const log10 = Float32Array.of(0, -0.2, -0.9, -1.5, -2.5, -4, -6, Number.NEGATIVE_INFINITY, Number.NaN);
		expect(Array.from(heatClasses(log10, "pz"))).toEqual([5, 5, 4, 3, 2, 1, 0, 0, 0]);
	});

	it("uses plain log p where the engine has no schemes", () => {
		const records = { ...recordsOf(Array(100).fill(0)), logq: [] };
		expect(heatValues(records, "pz")[60]).toBeCloseTo(-50 / Math.LN10, 4);
	});
});

it("classes the other metrics, more certain is more", () => {
	expect(Array.from(heatClasses(Float32Array.of(0, 1, 5, 20, 100, 500), "rank"))).toEqual([5, 4, 3, 2, 1, 0]);
	expect(Array.from(heatClasses(Float32Array.of(-0.05, -0.5, -1, -2, -4, -9), "logp"))).toEqual([5, 4, 3, 2, 1, 0]);
	expect(Array.from(heatClasses(Float32Array.of(0.05, 0.3, 0.9, 1.5, 2.5, 7), "entropy"))).toEqual([5, 4, 3, 2, 1, 0]);
	expect(heatValues({ ...recordsOf([-1, -1]), rank: new Int32Array(0) }, "rank").every(Number.isNaN)).toBe(true);
	// Nothing precedes the first token of a model without BOS: it has no rank, which is not the best rank.
	const bosless = { ...recordsOf([-1, -1]), rank: Int32Array.of(-1, 0) };
	expect(Array.from(heatClasses(heatValues(bosless, "rank"), "rank"))).toEqual([0, 5]);
	expect(HEAT_SCALES.map((s) => s.id)).toEqual(["pz", "logp", "rank", "entropy"]);
});

describe("rows", () => {
	const layout = (text: string, columns: number): string[] => {
		const pieces = [...text.matchAll(/ ?[^ \n]{1,4}|\n| /g)];
		const starts = Int32Array.from(pieces, (m) => m.index);
		const ends = Int32Array.from(pieces, (m) => m.index + m[0].length);
		const rows = layoutRows(text, starts, ends, columns);
		return Array.from(rows.subarray(0, -1), (first, i) => text.slice(starts[first], ends[(rows[i + 1] ?? 0) - 1]));
	};

	it("end at line breaks and before the word that would pass the column", () => {
		expect(layout("one two three\nfour", 8)).toEqual(["one two", " three\n", "four"]);
		expect(layout("a\n\nb", 8)).toEqual(["a\n", "\n", "b"]);
	});
	it("cut a word longer than a row between its tokens", () => {
		expect(layout("abcdefghijkl", 8)).toEqual(["abcdefgh", "ijkl"]);
		expect(layout("xx abcdefghijkl", 8)).toEqual(["xx", " abcd", "efghijkl"]);
	});
	it("keep all text in order and within the columns", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n"), maxLength: 80 });
		fc.assert(
			fc.property(text, fc.integer({ min: 5, max: 20 }), (body, columns) => {
				const rows = layout(body, columns);
				return (
					rows.join("") === body && rows.every((r) => r.trimEnd().length <= columns && !r.slice(0, -1).includes("\n"))
				);
			}),
			{ numRuns: 200 },
		);
	});
	it("of no tokens are none", () => {
		expect(Array.from(layoutRows("", new Int32Array(0), new Int32Array(0), 80))).toEqual([0]);
	});
});
