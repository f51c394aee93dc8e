import { describe, expect, it } from "vitest";
import { privacySentence } from "../../../src/core/audit/privacy.ts";
import { privLeak } from "../../../src/core/metrics/privLeak.ts";
import type { Role } from "../../../src/core/model/question.ts";
import { minK } from "../../../src/core/probes/membership/minK.ts";
import { minKAnswers } from "../../../src/core/probes/membership/minKAnswers.ts";
import type { ProbeSample } from "../../../src/core/probes/probe.ts";
import { documentOf } from "../askFakes.ts";

/** A seed, and what the policy asks for. */
const GATED = [1, { capability: 0.9 }] as const;

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
	const conclude = (samples: readonly ProbeSample[]) => minK.conclude?.(samples, ...GATED);

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

	it("is told of the documents that both models scored, however many were not", () => {
		const samples = [
			sample("forget", 1, { target: -1, reference: -3 }),
			sample("forget", 2, { target: -2, reference: -5 }),
			// Too short for one of the models, or for both.
			sample("forget", 3, { target: -9 }),
			sample("holdout", 1, { target: -3, reference: -4 }),
			sample("holdout", 2, { target: -1.5, reference: -6 }),
			sample("holdout", 3, { reference: -1 }),
			sample("holdout", 4, {}),
		];
		// Of 4 pairs the holdout text looks the likelier in 1 under the target, in 1 (-4 above -5) under the reference.
		const even = conclude(samples);
		expect(even?.metrics["privleak"]?.value).toBe(0);
		expect(even?.metrics["privleak"]?.n).toBe(4);
		expect(even?.metrics["privleak.original"]).toBeUndefined();
		expect(even?.notes.map(({ kind }) => kind)).toEqual(["gate"]);
		// One pair more under the target: 100 (2/4 - 1/4) / (1/4).
		const more = samples.with(1, sample("forget", 2, { target: -3.5, reference: -5 }));
		expect(conclude(more)?.metrics["privleak"]?.value).toBe(100);
	});

	it("says why there is no number though a reference and holdout documents were given", () => {
		const unscored = [
			sample("forget", 1, { target: -1, original: -1, reference: -2 }),
			sample("forget", 2, {}),
			sample("holdout", 1, { target: -3, original: Number.NaN, reference: -4 }),
		];
		expect(conclude(unscored)?.metrics["privleak"]).toBeUndefined();
		expect(
			conclude(unscored)
				?.notes.map(({ kind, message }) => `${kind}: ${message}`)
				.slice(1),
		).toEqual([
			"not-run: PrivLeak, of the target: to the reference every forget document looks more like training data than any holdout document, so that there is nothing to divide by.",
			"not-run: PrivLeak, of the original: 1 of 2 forget documents and 0 of 1 holdout documents are scored under it and under the reference, and one of each is needed.",
		]);
	});

	it("is told of answers alone beside whole documents, which may say otherwise", () => {
		const scored = (set: ProbeSample["set"], i: number, metric: string, values: readonly number[]): ProbeSample => ({
			set,
			document: documentOf(`${set}${i}`, "", [{ question: "Who?", answer: "Ava" }]),
			result: {
				scores: values.map((value, r) => ({ metric, role: r === 0 ? "target" : "reference", value })),
				findings: [],
				notes: [],
			},
		});
		const whole = minK.conclude?.(
			[scored("forget", 1, "mink_40", [-1, -1]), scored("holdout", 1, "mink_40", [-1, -1])],
			...GATED,
		);
		const forget = [[-8, -4], [-9, -2], []].map((values, i) => scored("forget", i, "mink_40_answers", values));
		const holdout = [
			[-3, -3],
			[-5, -5],
		].map((values, i) => scored("holdout", i, "mink_40_answers", values));
		const answers = minKAnswers.conclude?.([...forget, ...holdout], ...GATED);
		if (!whole || !answers) throw new Error("no conclusion");
		// Holdout answers look likelier in 4 of 4 pairs under the target, in 1 of 4 (-3 above -4) under the reference.
		expect(answers.metrics["privleak_answers"]).toMatchObject({
			...{ value: 300, n: 4, orientation: "lower = more leakage", probe: "min-k-answers" },
		});
		expect(answers.notes.map(({ kind }) => kind)).toEqual(["gate"]);
		expect(Object.keys(whole.metrics).filter((name) => name.includes("answers"))).toEqual([]);
		expect(privacySentence({ "min-k": whole, "min-k-answers": answers })).toMatch(
			/^Privacy: PrivLeak 0 .*\. PrivLeak of answers alone 300 .* on n = 4 documents; 0 = as .* \(V\)\.$/,
		);
		expect(privacySentence({ "min-k-answers": answers })).toMatch(/^Privacy: PrivLeak of answers alone 300 /);
		const unscored = [scored("holdout", 1, "mink_40_answers", []), scored("holdout", 2, "mink_40_answers", [])];
		const alone = minKAnswers.conclude?.([...forget, ...unscored], ...GATED);
		expect(alone?.metrics["privleak_answers"]).toBeUndefined();
		expect(alone?.notes.at(-1)?.message).toBe(
			"PrivLeak of answers, of the target: 2 of 3 forget documents and 0 of 2 holdout documents are scored under it and under the reference, and one of each is needed.",
		);
	});

	it("needs a reference", () => {
		const samples = [sample("forget", 1, { target: -1 }), sample("holdout", 1, { target: -2 })];
		expect(conclude(samples)?.metrics["privleak"]).toBeUndefined();
		expect(privacySentence({})).toBeUndefined();
	});
});
