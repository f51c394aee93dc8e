import { expect, test } from "vitest";
import { jsonReport } from "../../../src/core/report/jsonReport.ts";
import { auditResult } from "./auditResultBuilder.ts";
import { expectGolden } from "./goldenText.ts";

test("has the shape other programs rely on", () => {
	const text = jsonReport(auditResult());
	expectGolden("report.json", text);
	const report = JSON.parse(text);
	expect(Object.keys(report)).toEqual(
		expect.arrayContaining(["run", "suite", "models", "documents", "summary", "metrics", "verdict", "provenance"]),
	);
	expect(report.documents[0].leaks[0]).toMatchObject({
		start: 57,
		end: 111,
		severity: "error",
		probe: "extraction",
		metric: "pz",
		value: 0.982,
	});
	expect(report.summary).toEqual({ documents: 2, leaked: { error: 1, warning: 0, info: 0 } });
	expect(Object.keys(report.verdict)).toEqual([
		"claim",
		"label",
		"supported",
		"flags",
		"reasons",
		"missing",
		"notBuilt",
	]);
});

test("writes null for a number JSON cannot hold", () => {
	const report = JSON.parse(jsonReport(auditResult()));
	expect(report.metrics["mink.auc"].interval).toEqual([null, null]);
	expect(report.documents[0].scores.extraction[1].value).toBeNull();
});

test("does not depend on the order in which records were filled", () => {
	const result = auditResult();
	const reversed = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).reverse());
	const shuffled = {
		...result,
		metrics: reversed(result.metrics),
		provenance: {
			...result.provenance,
			probes: reversed(result.provenance.probes),
			settings: reversed(result.provenance.settings),
		},
	};
	expect(jsonReport(shuffled)).toBe(jsonReport(result));
});
