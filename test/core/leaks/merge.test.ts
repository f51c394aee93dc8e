import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../src/core/audit/policy.ts";
import { gravity } from "../../../src/core/audit/severity.ts";
import { mergeLeaks, type ProbeFinding } from "../../../src/core/leaks/merge.ts";
import type { Finding } from "../../../src/core/probes/probe.ts";
import { documentOf } from "../askFakes.ts";
import { prose } from "../prose.ts";

const document = documentOf("d.txt", prose(1, 300));

function found(
	start: number,
	end: number,
	value: number,
	more: Partial<Finding> = {},
	probe = "extraction",
): ProbeFinding {
	const evidence = { prompt: "p", expected: "e", numbers: {}, setting: "s" };
	return { probe, finding: { span: { start, end }, metric: "pz", value, evidence, ...more } };
}
const merge = (findings: readonly ProbeFinding[], options = {}) =>
	mergeLeaks(document, findings, DEFAULT_POLICY, options);
const spans = (findings: readonly ProbeFinding[], options = {}) =>
	merge(findings, options).map(({ start, end, severity }) => [start, end, severity]);

describe("severity by the policy", () => {
	it.each([
		[0.5, "error"],
		[0.4999, "warning"],
		[1e-3, "warning"],
		[1e-5, "info"],
	])("p_z %f is %s", (value, severity) => {
		expect(spans([found(0, 50, value)])).toEqual([[0, 50, severity]]);
	});
	it("nothing below the information level", () => {
		expect(spans([found(0, 50, 9e-6)])).toEqual([]);
	});
	it("a greedy match of 50 tokens, or of all there was, is an error", () => {
		const match = (value: number, remainder: number) =>
			found(0, 50, value, {
				metric: "match",
				evidence: { prompt: "", expected: "", numbers: { target: { remainder } }, setting: "" },
			});
		expect(spans([match(50, 200)])[0]?.[2]).toBe("error");
		expect(spans([match(49, 200)])[0]?.[2]).toBe("info");
		expect(spans([match(20, 20)])[0]?.[2]).toBe("error");
		expect(spans([match(20, 21)])).toEqual([]);
	});
	it("text the reference reproduces equally is information, text it only begins to is not", () => {
		expect(merge([found(0, 50, 0.9, { control: 0.8 })])[0]).toMatchObject({
			severity: "info",
			message: expect.stringContaining("Known without the forget set"),
		});
		expect(spans([found(0, 50, 0.9, { control: 0.1 })])).toEqual([[0, 50, "error"]]);
	});
	it("a residual rung needs ten times the reference, an error an ignorant one", () => {
		const rung = (value: number, control?: number) =>
			found(0, 50, value, { metric: "answer_in_context", ...(control === undefined ? {} : { control }) });
		expect(spans([rung(0.9, 1e-4)])[0]?.[2]).toBe("error");
		expect(spans([rung(0.9, 0.01)])[0]?.[2]).toBe("warning");
		expect(spans([rung(0.9, 0.2)])).toEqual([]);
		expect(spans([rung(0.9)])[0]?.[2]).toBe("info");
	});
	it("a failed gate holds a probe's findings at information", () => {
		expect(spans([found(0, 50, 1)], { ceilings: { extraction: "info" } })).toEqual([[0, 50, "info"]]);
	});
});

describe("merging", () => {
	it("joins windows that overlap and leaves gaps unmarked", () => {
		expect(spans([found(0, 50, 0.9), found(40, 90, 0.8), found(200, 250, 0.7)])).toEqual([
			[0, 90, "error"],
			[200, 250, "error"],
		]);
	});
	it("does not let windows that hang over the edge stretch a leak", () => {
		expect(spans([found(0, 100, 0.9), found(60, 110, 1e-4)])).toEqual([[0, 100, "error"]]);
	});
	it("gives a milder finding its own leak where most of it is its own", () => {
		expect(spans([found(0, 100, 0.9), found(90, 190, 0.01)])).toEqual([
			[0, 100, "error"],
			[100, 190, "warning"],
		]);
	});
	it("names the strongest number and keeps one piece of evidence per probe, gravest first", () => {
		const leak = merge([
			found(0, 50, 0.6),
			found(10, 60, 0.9, { control: 1e-9 }),
			found(0, 60, 30, { metric: "match" }, "continuation"),
		])[0];
		expect(leak).toMatchObject({ probe: "extraction", metric: "pz", value: 0.9, control: 1e-9 });
		expect(leak?.evidence.map((e) => e.probe)).toEqual(["extraction", "continuation"]);
		expect(leak?.text).toBe(document.text.slice(0, 60));
	});
	it("clips to the selection", () => {
		expect(spans([found(0, 100, 0.9), found(200, 250, 0.9)], { selection: { start: 50, end: 120 } })).toEqual([
			[50, 100, "error"],
		]);
	});
	it("never overlaps, never leaves the findings, never loses an error", () => {
		const finding = fc
			.tuple(fc.nat(900), fc.integer({ min: 1, max: 120 }), fc.constantFrom(0.9, 0.01, 1e-4, 1e-9))
			.map(([start, size, value]) => found(start, start + size, value));
		fc.assert(
			fc.property(fc.array(finding, { maxLength: 12 }), (findings) => {
				const leaks = merge(findings);
				const byPlace = [...leaks].sort((a, b) => a.start - b.start);
				const apart = byPlace.every((l, i) => i === 0 || (byPlace[i - 1]?.end ?? 0) <= l.start);
				const inside = leaks.every((l) =>
					findings.some((f) => f.finding.span.start <= l.start && l.start < f.finding.span.end),
				);
				const ranked = leaks.every(
					(l, i) => i === 0 || gravity(leaks[i - 1]?.severity ?? "error") <= gravity(l.severity),
				);
				const errors = findings
					.filter((f) => f.finding.value >= 0.5)
					.every(({ finding: { span } }) =>
						leaks.some((l) => l.severity === "error" && l.start <= span.start && span.end <= l.end),
					);
				return apart && inside && ranked && errors;
			}),
			{ numRuns: 200 },
		);
	});
});

it("says what was seen without a word of the document", () => {
	const leak = merge([found(0, 50, 0.98, { control: 1e-30 })])[0];
	expect(leak?.message).toBe(
		"Sampling reproduces this passage word for word with probability 0.98 (s; the reference: 1.0e-30).",
	);
});
