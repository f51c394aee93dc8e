import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, judge } from "../../../src/core/audit/policy.ts";
import type { Finding } from "../../../src/core/probes/probe.ts";
import { calibrate } from "../../../src/core/stats/falseDiscovery.ts";
import { evidence } from "../report/auditResultBuilder.ts";

const finding = (metric: string, value: number, control?: number): Finding => ({
	...{ metric, value, span: { start: 0, end: 10 }, evidence: evidence() },
	...(control === undefined ? {} : { control }),
});
const severity = (found: Finding, significant?: number) => judge(found, DEFAULT_POLICY, significant)?.severity;

describe("sampled answers (metrics.md 13.5)", () => {
	test("are a warning from one in sixteen, at ten times the reference's share", () => {
		expect(severity(finding("answer_sampled", 1 / 16, 0))).toBe("warning");
		expect(severity(finding("answer_sampled", 1 / 32, 0))).toBeUndefined();
		expect(severity(finding("answer_sampled", 9 / 16, 1 / 16))).toBeUndefined();
		expect(severity(finding("answer_sampled", 1))).toBe("info");
	});

	test("that few give are information where controls could not tell them from luck, and that most give are not", () => {
		// Three of twelve facts leak, the reference none: p = 1/13 each, and 3/12 of 5 % is 1.25 %.
		const told = [1 / 16, 1 / 4, 1, ...Array.from({ length: 9 }, () => 0)];
		const { threshold, significant } = calibrate(told, Array(12).fill(0), DEFAULT_POLICY.verdict.falseDiscovery);
		expect(significant).toBe(0);
		expect(severity(finding("answer_sampled", 1 / 16, 0), threshold)).toBe("info");
		expect(severity(finding("answer_sampled", 1 / 4, 0), threshold)).toBe("info");
		expect(severity(finding("answer_sampled", 1 / 2, 0), threshold)).toBe("warning");
		expect(severity(finding("answer_sampled", 1, 0), threshold)).toBe("warning");
	});
});

test("an error stands on its value, a graded claim on its controls", () => {
	expect(severity(finding("pz", 0.5, 0), Number.POSITIVE_INFINITY)).toBe("error");
	expect(severity(finding("pz", 0.4, 0), Number.POSITIVE_INFINITY)).toBe("info");
	expect(severity(finding("pz", 0.4, 0), 0.4)).toBe("warning");
	expect(severity(finding("pz", 1e-5, 0))).toBe("info");
	expect(severity(finding("pz", 1e-6, 0))).toBeUndefined();
});

test("what the reference reproduces as well is known without the forget set", () => {
	expect(judge(finding("pz", 0.9, 0.5), DEFAULT_POLICY)).toEqual({ severity: "info", known: true });
	expect(judge(finding("pz", 0.9, 0.4), DEFAULT_POLICY)).toEqual({ severity: "error", known: false });
});
