import { describe, expect, test } from "vitest";
import { type FurtherReference, nullGate, privacySpread } from "../../../src/core/audit/furtherReferences.ts";
import { isOverUnlearned } from "../../../src/core/audit/privacy.ts";
import { residualGains } from "../../../src/core/audit/residualGains.ts";
import type { DocumentResult } from "../../../src/core/audit/result.ts";
import type { MetricSummary, Score } from "../../../src/core/probes/probe.ts";
import { auditResult } from "../report/auditResultBuilder.ts";

/** Documents with one question each, which the models answer or not, by rung: [further, first]. */
function documents(...rows: readonly Readonly<Record<string, readonly [number, number]>>[]): readonly DocumentResult[] {
	return rows.map((row, i) => {
		const ladder = Object.entries(row).flatMap(([rung, [target, reference]]): Score[] => [
			{ metric: `items_${rung}`, role: "target", value: 1 },
			{ metric: `items_${rung}`, role: "reference", value: 1 },
			{ metric: `acc_${rung}`, role: "target", value: target },
			{ metric: `acc_${rung}`, role: "reference", value: reference },
		]);
		return { path: `${i}`, sha256: "", severity: "none", leaks: [], scores: { ladder }, notes: [] };
	});
}

const privLeak = (value: number): MetricSummary => ({
	...{ value, n: 20, interval: [value - 5, value + 5], orientation: "lower = more leakage" },
	...{ title: "", explanation: "", probe: "min-k", method: "" },
});

function further(docs: readonly DocumentResult[], privacy?: number): FurtherReference {
	const metrics = privacy === undefined ? {} : { privleak: privLeak(privacy) };
	return { model: auditResult().models.target, documents: docs, conclusions: { "min-k": { metrics, notes: [] } } };
}

const same = { r0: [0, 0], r5: [1, 1] } as const;
const better = { r0: [0, 0], r5: [1, 0] } as const;
const worse = { r0: [0, 0], r5: [0, 1] } as const;

describe("the exact-unlearning null", () => {
	test("passes where references differ by chance: two better and two worse of eight", () => {
		const gate = nullGate([further(documents(better, worse, same, same, better, worse, same, same))], 1);
		expect(gate?.passed).toBe(true);
		expect(gate?.sentence).toMatch(
			/^A further reference differs from the reference by at most 0\.00 on any residual rung \(R0\), within the simultaneous 95 % band of ±0\.\d\d: models that never saw the forget set look alike\.$/,
		);
	});

	test("fails where one knows what the other does not, whichever it is", () => {
		const gate = nullGate([further(documents(same, same, same)), further(documents(better, better, better))], 1);
		expect(gate).toEqual({
			passed: false,
			sentence:
				"2 further references differ from the reference by at most 1.00 on any residual rung (R5), outside the simultaneous 95 % band of ±0.00: models that never saw the forget set do not look alike, so that the ladder concludes nothing.",
		});
	});

	test("is not asked where nobody climbed the ladder", () => {
		expect(nullGate([], 1)).toBeUndefined();
		expect(nullGate([further(documents({}, {}))], 1)).toBeUndefined();
	});

	test("is not asked of one document, which gives no band", () => {
		expect(nullGate([further(documents(same))], 1)).toBeUndefined();
	});

	test("has one band over all audits: the widest decides for all", () => {
		const noisy = documents(better, worse, better, worse, better, worse);
		const quiet = documents(same, same, same, same, same, same);
		const [alone] = residualGains([quiet], 1);
		const [first, second] = residualGains([quiet, noisy], 1);
		expect(alone?.width).toBe(0);
		expect(first?.width).toBe(second?.width);
		// Six draws of +1 and -1: the deviation of their mean stays within 5/6 in 95 of 100 resamples (binomial: 4/6 has .969).
		expect(first?.width).toBeCloseTo(4 / 6, 5);
	});
});

describe("the spread of references", () => {
	test("holds the first one's 0", () => {
		expect(privacySpread([further([], -12), further([], -3)])).toEqual({ low: -12, high: 0, references: 3 });
		expect(privacySpread([further([])])).toBeUndefined();
	});

	test("tells over-unlearning: beyond three of them, or beyond two with fifty holdout documents", () => {
		const three = { low: -12, high: 22, references: 3 };
		expect(isOverUnlearned(privLeak(40), 14, three)).toBe(true);
		// Its interval reaches down to 22.
		expect(isOverUnlearned(privLeak(27), 14, three)).toBe(false);
		expect(isOverUnlearned(privLeak(40), 14, { ...three, references: 2 })).toBe(false);
		expect(isOverUnlearned(privLeak(40), 50, { ...three, references: 2 })).toBe(true);
		expect(isOverUnlearned(privLeak(40), 50, undefined)).toBe(false);
		expect(isOverUnlearned(privLeak(-60), 50, three)).toBe(false);
	});
});
