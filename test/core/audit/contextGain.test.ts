import { expect, test } from "vitest";
import { hasContextGain } from "../../../src/core/audit/contextGain.ts";
import type { DocumentResult } from "../../../src/core/audit/result.ts";
import { simultaneousBand } from "../../../src/core/stats/simultaneousBand.ts";

const measure = (rung: string) => ({ probe: "ladder", metric: `acc_${rung}`, title: rung, ceiling: 1 });

/** Documents with the accuracies of target and reference without context and with it. */
function documents(rows: readonly (readonly [bare: readonly number[], context: readonly number[]])[]) {
	return rows.map(([bare, context], i): DocumentResult => {
		const ladder = (["target", "reference"] as const).flatMap((role, at) => [
			{ metric: "acc_r0", role, value: bare[at] ?? Number.NaN },
			{ metric: "acc_r4b", role, value: context[at] ?? Number.NaN },
		]);
		return { path: `${i}`, sha256: "", severity: "none", leaks: [], scores: { ladder }, notes: [] };
	});
}

const repeated = (n: number, bare: readonly number[], context: readonly number[]) =>
	documents(Array.from({ length: n }, () => [bare, context] as const));

const gains = (forget: readonly DocumentResult[], holdout: readonly DocumentResult[] = [], hasReference = true) =>
	hasContextGain([measure("r4b")], [measure("r0")], {
		documents: { forget, retain: [], holdout },
		hasOriginal: false,
		hasReference,
		seed: 1,
	});

test("a level above the reference's in every document is a gain, the same level is none", () => {
	expect(gains(repeated(8, [0, 0], [1, 0]))).toBe(true);
	expect(gains(repeated(8, [0, 0], [1, 1]))).toBe(false);
});

test("a lift from below the reference's level to it is a gain: the reference had nothing to add", () => {
	expect(gains(repeated(8, [0, 1], [1, 1]))).toBe(true);
});

test("one document of eight is chance", () => {
	const one = [...repeated(1, [0, 0], [1, 0]), ...repeated(7, [0, 0], [0, 0])];
	expect(gains(one)).toBe(false);
});

test("without a reference documents no model ever saw are the control", () => {
	const bare = [0, Number.NaN];
	const forget = repeated(8, bare, [1, Number.NaN]);
	expect(gains(forget, repeated(6, bare, [0, Number.NaN]), false)).toBe(true);
	expect(gains(forget, repeated(6, bare, [1, Number.NaN]), false)).toBe(false);
	expect(gains(forget, [], false)).toBe(false);
});

test("a rung that could be built for one document of eight shows nothing", () => {
	const alone = [...repeated(1, [0, 0], [1, 0]), ...repeated(7, [0, 0], [Number.NaN, Number.NaN])];
	expect(gains(alone)).toBe(false);
});

test("a resample in which nothing is defined says nothing of the band", () => {
	const statistics = [{ value: 0, of: (counts: Uint32Array) => (counts[0] === 0 ? Number.NaN : 3) }];
	const width = simultaneousBand(statistics, (each) => {
		for (const drawn of [0, 0, 0, 1, 1]) each(Uint32Array.of(drawn), new Uint32Array(1));
	});
	expect(width).toBe(3);
});

test("the band is the 95 % point of the largest deviation: by hand over twenty resamples", () => {
	// Deviations of the two statistics: 0 to 19 and twice that; the largest are 0, 2, ..., 38, whose 95 % point lies at 36.1.
	let at = 0;
	const statistics = [
		{ value: 0, of: () => at },
		{ value: 0, of: () => -2 * at },
	];
	const width = simultaneousBand(statistics, (each) => {
		for (at = 0; at < 20; at++) each(new Uint32Array(1), new Uint32Array(1));
	});
	expect(width).toBeCloseTo(36.1, 10);
});
