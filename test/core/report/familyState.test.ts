import { expect, test } from "vitest";
import type { DocumentResult } from "../../../src/core/audit/result.ts";
import { familyReason, familyState } from "../../../src/core/report/familyState.ts";
import { documentResult, evidence, leak } from "./auditResultBuilder.ts";

const [one, two, numbers] = [{ id: "one" }, { id: "two" }, { id: "numbers", marks: false as const }];
type Scores = DocumentResult["scores"];
const scored = (...ids: readonly string[]): Scores =>
	Object.fromEntries(ids.map((id) => [id, [{ metric: "m", role: "target", value: 0 }]]));
const quiet = (scores: Scores, notes: DocumentResult["notes"] = []) =>
	documentResult({ severity: "none", leaks: [], scores, notes });

test("the gravest evidence of the family's own probes counts", () => {
	const leaks = [
		leak({ evidence: [evidence({ probe: "one", severity: "info" }), evidence({ probe: "other", severity: "error" })] }),
		leak({ evidence: [evidence({ probe: "two", severity: "warning" })] }),
	];
	const document = documentResult({ leaks, scores: {} });
	expect(familyState(document, [one, two])).toBe("warning");
	expect(familyState(document, [one])).toBe("info");
});

test("silence is clean when one probe that marks passages was asked", () => {
	expect(familyState(quiet(scored("two")), [one, two])).toBe("none");
	expect(familyState(quiet(scored("numbers")), [one, two, numbers])).toBe("not-run");
});

test("scores of another model, or not a number, are no answer of the target", () => {
	const scores: Scores = {
		one: [
			{ metric: "m", role: "target", value: Number.NaN },
			{ metric: "m", role: "reference", value: 1 },
		],
	};
	const notes = [{ probe: "one", kind: "failed" as const, message: "It died." }];
	expect(familyState(quiet(scores, notes), [one])).toBe("not-run");
	expect(familyReason(quiet(scores, notes), [one])).toBe("It died.");
});

test("a failed gate makes silence meaningless, a passed one does not", () => {
	const document = quiet(scored("one"));
	expect(familyState(document, [one], [{ probe: "one", kind: "failed", message: "No context." }])).toBe("not-run");
	expect(familyState(document, [one], [{ probe: "one", kind: "gate", message: "Passed." }])).toBe("none");
});
