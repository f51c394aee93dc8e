import { describe, expect, it } from "vitest";
import { privacySentence } from "../../../src/core/audit/privacy.ts";
import { privLeak } from "../../../src/core/metrics/privLeak.ts";
import type { Role } from "../../../src/core/model/question.ts";
import { minK } from "../../../src/core/probes/membership/minK.ts";
import type { ProbeSample } from "../../../src/core/probes/probe.ts";
import { documentOf } from "../askFakes.ts";

describe("PrivLeak", () => {
	it("is MUSE's: -100 for a model that knows, 0 for the reference, and its published bounds", () => {
		expect(privLeak(1, 0.5)).toBe(-100);
		expect(privLeak(0.4, 0.4)).toBe(0);
		// The retrained model's key is 0.4772 on News and 0.5393 on Books; a key of 1 gives the published maxima.
		expect(privLeak(0, 1 - 0.4772)).toBeCloseTo(109.56, 2);
		expect(privLeak(0, 1 - 0.5393)).toBeCloseTo(85.43, 2);
		expect(privLeak(0.5, 1)).toBeNaN();
	});

	const sample = (
		set: ProbeSample["set"],
		i: number,
		values: Readonly<Partial<Record<Role, number>>>,
	): ProbeSample => ({
		set,
		document: documentOf(`${set}${i}`, ""),
		result: {
			scores: Object.entries(values).map(([role, value]) => ({ metric: "mink_40", role: role as Role, value })),
			findings: [],
			notes: [],
		},
	});
	const conclude = (samples: readonly ProbeSample[]) => minK.conclude?.(samples, 1, { capability: 0.9 });

	it("is told of target and original over the set, with both AUCs anew in every resample", () => {
		const samples = [
			sample("forget", 1, { target: -1, original: -0.1, reference: -3 }),
			sample("forget", 2, { target: -5, original: -0.2, reference: -5 }),
			sample("holdout", 1, { target: -3, original: -4, reference: -4 }),
			sample("holdout", 2, { target: -4, original: -4, reference: -4.5 }),
		];
		const metrics = conclude(samples)?.metrics ?? {};
		// Keys: target 2 of 4 pairs, reference 2 of 4, original none.
		expect(metrics["privleak"]?.value).toBeCloseTo(0, 12);
		expect(metrics["privleak.original"]?.value).toBe(-100);
		expect(metrics["privleak"]?.n).toBe(4);
		expect(privacySentence({ "min-k": { metrics, notes: [] } })).toMatch(
			/^Privacy: PrivLeak 0 .*which the interval holds \(V\)\.$/,
		);
	});

	it("needs a reference", () => {
		const samples = [sample("forget", 1, { target: -1 }), sample("holdout", 1, { target: -2 })];
		expect(conclude(samples)?.metrics["privleak"]).toBeUndefined();
		expect(privacySentence({})).toBeUndefined();
	});
});
