import { describe, expect, test } from "vitest";
import { givenBack, type RelearnCurve, stepsToHalf } from "../../../../src/core/audit/relearning/relearnCurve.ts";
import { relearningSpeed, speedSentence } from "../../../../src/core/audit/relearning/relearningSpeed.ts";
import type { DocumentResult } from "../../../../src/core/audit/result.ts";
import type { Score } from "../../../../src/core/probes/probe.ts";

/** Points of two documents. */
const curve = (...points: readonly [steps: number, first: number, second: number][]): RelearnCurve => ({
	of: "target",
	lesson: "forget",
	points: points.map(([steps, first, second]) => ({ steps, shares: [first, second] })),
});
const both = new Uint32Array([1, 1]);

describe("steps until half is back", () => {
	const slow = curve([0, 0, 0], [10, 0.2, 0], [30, 1, 0.4]);
	test("are interpolated: 0.1 at 10 and 0.7 at 30 cross 0.5 at 10 + 20 * 0.4 / 0.6", () => {
		expect(stepsToHalf(slow, both)).toEqual({ steps: 10 + 20 * (0.4 / 0.6), reached: true });
	});
	test("follow the documents that were drawn: the first crosses at 10 + 20 * 0.3 / 0.8", () => {
		expect(stepsToHalf(slow, new Uint32Array([2, 0])).steps).toBeCloseTo(17.5);
	});
	test("are none for a model that never forgot", () => {
		expect(stepsToHalf(curve([0, 1, 0], [10, 1, 1]), both)).toEqual({ steps: 0, reached: true });
	});
	test("are a lower bound where half never came back", () => {
		expect(stepsToHalf(slow, new Uint32Array([0, 2]))).toEqual({ steps: 30, reached: false });
	});
});

describe("relearning speed (AIN)", () => {
	const reference = curve([0, 0, 0], [20, 0, 0], [40, 1, 1]);
	test("is the target's steps over the reference's", () => {
		// 6 against 30 steps, in every resample.
		const speed = relearningSpeed(curve([0, 0, 0], [12, 1, 1]), reference, 1);
		expect(speed).toEqual({ ratio: 0.2, interval: [0.2, 0.2], target: 6, reference: 30, reached: true, n: 2 });
		expect(typeof speed === "string" ? speed : speedSentence(speed)).toBe(
			"Relearning speed: 0.20 [0.20, 0.20] of the reference's steps until half of n = 2 forget documents is back (6.0 against 30.0); below 0.5 = it was still there, above 2 = over-unlearned (AIN).",
		);
	});
	test("has a lower bound where the target did not get there", () => {
		const speed = relearningSpeed(curve([0, 0, 0], [90, 0.1, 0.1]), reference, 1);
		expect(speed).toMatchObject({ ratio: 3, interval: [3, Number.POSITIVE_INFINITY], reached: false });
		expect(typeof speed === "string" ? speed : speedSentence(speed)).toContain("at least 3.00 [3.00, ∞)");
	});
	test("is not fast because the target's copies end early: 6 of the reference's 30 steps, and nothing back", () => {
		const speed = relearningSpeed(curve([0, 0, 0], [6, 0, 0]), reference, 1);
		expect(speed).toMatchObject({ ratio: 0.2, interval: [0.2, Number.POSITIVE_INFINITY], reached: false });
	});
	test("may be anything above 0 where the reference gets there in some resamples only", () => {
		// The first document comes back alone: half of both, and nothing of the second drawn twice.
		const barely = curve([0, 0, 0], [40, 1, 0.1]);
		expect(relearningSpeed(curve([0, 0, 0], [160, 1, 1]), barely, 1)).toMatchObject({ interval: [0, 4] });
	});
	test("rests on the documents that every copy was asked about", () => {
		const speed = relearningSpeed(curve([0, 0, Number.NaN], [12, 1, Number.NaN]), reference, 1);
		expect(speed).toMatchObject({ ratio: 0.2, n: 1 });
		expect(relearningSpeed(curve([0, Number.NaN, Number.NaN]), reference, 1)).toBe(
			"no document could be asked of every copy",
		);
	});
	test("is none where the reference never learnt, or knew beforehand", () => {
		expect(relearningSpeed(reference, curve([0, 0, 0], [50, 0, 0.2]), 1)).toBe(
			"the reference had not learnt half of the forget set after 50 steps",
		);
		expect(relearningSpeed(reference, curve([0, 1, 1]), 1)).toBe(
			"the reference gives half of the forget set back as it is",
		);
	});
});

describe("what is given back of a document", () => {
	const document = (scores: Readonly<Record<string, readonly Score[]>>): DocumentResult => {
		return { path: "a", sha256: "", severity: "none", leaks: [], scores, notes: [] };
	};
	const score = (metric: string, value: number): Score => ({ metric, role: "target", value });
	const recited = { continuation: [score("match_share", 0.4)] };
	test("is its answers, where any document was asked a question", () => {
		const answered = document({ ...recited, "plain-questions": [score("acc_r0", 0.5)] });
		expect(givenBack([answered, document(recited)])).toEqual([0.5, Number.NaN]);
	});
	test("is its greedy continuation otherwise", () => {
		expect(givenBack([document(recited), document({})])).toEqual([0.4, Number.NaN]);
	});
});
