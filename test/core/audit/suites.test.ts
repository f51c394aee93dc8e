import { expect, it } from "vitest";
import { exitCode } from "../../../src/core/audit/exitCode.ts";
import { DEFAULT_POLICY } from "../../../src/core/audit/policy.ts";
import type { DocumentResult } from "../../../src/core/audit/result.ts";
import { SUITES, suiteProbes } from "../../../src/core/audit/suites.ts";
import { PROBES } from "../../../src/core/probes/registry.ts";

it("names only probes there are, and every probe is in a suite", () => {
	const ids = PROBES.map((p) => p.id);
	expect(new Set(ids).size).toBe(ids.length);
	for (const suite of Object.values(SUITES)) expect(suite.every((id) => ids.includes(id))).toBe(true);
	// The ladder asks all that the short one asks.
	expect(suiteProbes("full").map((p) => p.id)).toEqual(ids.filter((id) => id !== "reintroduction"));
});

it.each(Object.keys(SUITES))(
	"no two probes of the suite %s name a metric alike: a result holds one of each",
	(suite) => {
		const names = suiteProbes(suite).flatMap((p) => p.metrics.map((m) => m.name));
		expect(new Set(names).size).toBe(names.length);
	},
);

it("an unknown suite names the known ones", () => {
	expect(() => suiteProbes("muse")).toThrow(
		expect.objectContaining({ code: "input", remedy: "Choose one of: quick, standard, full." }),
	);
	expect(() => suiteProbes("constructor")).toThrow(/no suite named "constructor"/);
});

it("the exit code follows the policy's level", () => {
	const of = (severity: DocumentResult["severity"]) => ({
		documents: [{ severity } as DocumentResult],
		verdict: { supported: severity === "none" },
	});
	expect([of("error"), of("warning"), of("info"), of("none")].map((r) => exitCode(r, DEFAULT_POLICY))).toEqual([
		1, 0, 0, 0,
	]);
	const strict = { ...DEFAULT_POLICY, mustSupport: true };
	expect([exitCode(of("info"), strict), exitCode(of("none"), strict)]).toEqual([1, 0]);
	expect(exitCode(of("info"), { ...DEFAULT_POLICY, failOn: "info" })).toBe(1);
	expect(exitCode(of("warning"), { ...DEFAULT_POLICY, failOn: "warning" })).toBe(1);
});
