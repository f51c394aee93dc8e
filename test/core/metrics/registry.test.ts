import { describe, expect, it } from "vitest";
import { Problem } from "../../../src/core/audit/problem.ts";
import { computeMetric, METRICS, PROFILES } from "../../../src/core/metrics/registry.ts";

const row = { reference: "they were jumping over", prediction: "they were jumped" };

describe("rouge by profile", () => {
	// Tokens: they were jumping over / they were jumped. Unstemmed LCS 2: P 2/3, R 1/2, F1 4/7. Stemmed LCS 3: P 1, R 3/4.
	it.each([
		["strict", "rougeL.recall", 3 / 4],
		["tofu", "rougeL.recall", 3 / 4],
		["open-unlearning", "rougeL.f1", 6 / 7],
		["muse", "rougeL.f1", 400 / 7],
	])("%s reports %s", (profile, field, value) => {
		const report = computeMetric("rouge", profile, [row]);
		expect(report.aggregate["field"]).toBe(field);
		expect(report.aggregate["value"]).toBeCloseTo(value, 12);
		expect(Object.keys(report.rows[0] ?? {})).toEqual(["rouge1", "rouge2", "rougeL"]);
	});
	it("refuses rwku, whose ROUGE is another package's", () => {
		expect(() => computeMetric("rouge", "rwku", [row])).toThrow(Problem);
	});
});

it("auc counts how often group 1 lies above group 0", () => {
	const rows = [
		{ group: 0, value: 1 },
		{ group: 0, value: 2 },
		{ group: 1, value: 2 },
		{ group: 1, value: 3 },
	];
	// Pairs (2,1) (3,1) (3,2) win, (2,2) ties: 3.5 of 4.
	expect(computeMetric("auc", "strict", rows).aggregate).toMatchObject({ value: 0.875, n: [2, 2] });
	expect(computeMetric("ks", "strict", rows).aggregate).toMatchObject({ statistic: 0.5, method: "exact" });
});

it("zlib gives bytes per row", () => {
	expect(computeMetric("zlib", "strict", [{ text: "a".repeat(1000) }]).rows).toEqual([{ bytes: 17 }]);
});

it("extraction strength has its floor only in open-unlearning's profile", () => {
	const rows = [{ ranks: [0, 0, 0, 1] }];
	expect(computeMetric("extraction-strength", "strict", rows).rows).toEqual([{ score: 0 }]);
	expect(computeMetric("extraction-strength", "open-unlearning", rows).rows).toEqual([{ score: 0.25 }]);
});

it("pz keeps what JSON can say", () => {
	expect(computeMetric("pz", "strict", [{ logq: [-500, -500] }]).rows[0]).toMatchObject({ pz: 0, n: null });
});

describe("bad input", () => {
	it("names the metrics there are", () => {
		expect(() => computeMetric("bleu", "strict", [])).toThrow(/no metric named "bleu"/);
	});
	it("names the row and the field", () => {
		expect(() => computeMetric("rouge", "strict", [row, { reference: "x" }])).toThrow(
			/Row 2 has no field "prediction"/,
		);
		expect(() => computeMetric("auc", "strict", [{ group: 2, value: 1 }])).toThrow(/Row 1 has no field "group"/);
		expect(() => computeMetric("auc", "strict", [{ group: 1, value: 1 }])).toThrow(/No row has group 0/);
		expect(() => computeMetric("zlib", "strict", [null])).toThrow(/Row 1/);
	});
	it("answers no rows without a number", () => {
		expect(computeMetric("rouge", "strict", []).aggregate).toMatchObject({ n: 0, interval: null });
	});
});

it("every metric states its orientation and knows only profiles there are", () => {
	for (const metric of METRICS) {
		expect(metric.orientation).not.toBe("");
		expect(metric.profiles.every((p) => PROFILES.includes(p))).toBe(true);
	}
});
