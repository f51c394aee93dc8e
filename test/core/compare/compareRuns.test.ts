import { describe, expect, it } from "vitest";
import type { DocumentResult } from "../../../src/core/audit/result.ts";
import { compareRuns } from "../../../src/core/compare/compareRuns.ts";
import { auditResult, documentResult, leak } from "../report/auditResultBuilder.ts";

const scored = (path: string, value: number, more: Partial<DocumentResult> = {}): DocumentResult =>
	documentResult({
		path,
		sha256: path,
		severity: "none",
		leaks: [],
		scores: { continuation: [{ metric: "match_share", role: "target", value }] },
		...more,
	});
const summary = {
	value: 0,
	n: 3,
	interval: [0, 0] as const,
	method: "",
	orientation: "higher = more leakage" as const,
	title: "Share matched",
	explanation: "",
	role: "target" as const,
	set: "forget" as const,
	probe: "continuation",
};
const result = (documents: readonly DocumentResult[]) =>
	auditResult({
		documents,
		metrics: { match_share: summary, "match_share.reference": { ...summary, role: "reference" } },
	});

describe("two audits of the same documents", () => {
	it("are compared number by number, paired by document", () => {
		const first = result([scored("a", 1), scored("b", 0.5), scored("c", Number.NaN)]);
		const second = result([scored("b", 0.25), scored("a", 0.5), scored("c", 0.9)]);
		const { scores } = compareRuns(first, second);
		// c has no score in the first: (0.5 - 1 + 0.25 - 0.5) / 2.
		expect(scores).toHaveLength(1);
		expect(scores[0]).toMatchObject({ metric: "match_share", n: 2, first: 0.75, second: 0.375, difference: -0.375 });
		// Both differences lie in the interval of their mean.
		expect(scores[0]?.interval).toEqual([-0.5, -0.25]);
	});

	it("are compared passage by passage: what overlaps and is as grave is the same leak", () => {
		const leaking = (path: string, ...spans: readonly (readonly [number, number])[]) =>
			scored(path, 1, { severity: "error", leaks: spans.map(([start, end]) => leak({ start, end })) });
		const first = result([leaking("a", [0, 10], [50, 60])]);
		const second = result([leaking("a", [5, 20], [30, 40])]);
		expect(compareRuns(first, second).documents).toEqual([
			{
				path: "a",
				first: "error",
				second: "error",
				appeared: [{ start: 30, end: 40 }],
				vanished: [{ start: 50, end: 60 }],
			},
		]);
	});

	it("a passage that leaks more gravely in one is told, a milder one that is still there is not", () => {
		const at = (severity: "error" | "warning" | "info") =>
			result([scored("a", 1, { severity, leaks: [leak({ start: 0, end: 10, severity })] })]);
		const [span] = [{ start: 0, end: 10 }];
		expect(compareRuns(at("info"), at("error")).documents).toMatchObject([{ appeared: [span], vanished: [] }]);
		expect(compareRuns(at("error"), at("warning")).documents).toMatchObject([{ appeared: [], vanished: [span] }]);
		expect(compareRuns(at("warning"), at("warning")).documents).toMatchObject([{ appeared: [], vanished: [] }]);
	});

	it("leave out documents that are in one alone, or whose text differs", () => {
		const first = result([scored("a", 1), scored("b", 1), scored("x", 1)]);
		const second = result([scored("a", 1), scored("b", 1, { sha256: "another text" }), scored("y", 1)]);
		const { documents, unmatched } = compareRuns(first, second);
		expect(documents.map(({ path }) => path)).toEqual(["a"]);
		expect(unmatched).toEqual(["b", "x", "y"]);
	});
});
