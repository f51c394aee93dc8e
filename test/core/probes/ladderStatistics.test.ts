import { describe, expect, it } from "vitest";
import type { Role } from "../../../src/core/model/question.ts";
import type { ProbeSample } from "../../../src/core/probes/probe.ts";
import { reintroduction } from "../../../src/core/probes/ununlearning/ladder.ts";
import { documentOf } from "../askFakes.ts";

type Values = Readonly<Record<string, number>>;

/** What one document's probe run reports; accuracies are over two facts. */
function sample(path: string, byRole: Readonly<Partial<Record<Role, Values>>>): ProbeSample {
	const scores = Object.entries(byRole).flatMap(([role, values]) =>
		Object.entries(values).map(([metric, value]) => ({ metric, role: role as Role, value })),
	);
	return { set: "forget", document: documentOf(path, ""), result: { scores, findings: [], notes: [] } };
}

/** Right answers at R0, R4b and R8, of two facts. */
const rungs = (r0: number, r4b: number, r8: number): Values => ({
	...{ items_r0: 2, acc_r0: r0 / 2, bare_r0: r0, bare_of_r0: 2 },
	...{ items_r4b: 2, acc_r4b: r4b / 2, bare_r4b: r0, bare_of_r4b: 2 },
	...{ items_r8: 2, acc_r8: r8 / 2, bare_r8: r0, bare_of_r8: 2 },
	...{ capable: r8, capable_of: 2 },
});
const conclude = (samples: readonly ProbeSample[]) => reintroduction.conclude?.(samples, 1, { capability: 0.9 });

describe("over the forget set", () => {
	const samples = [
		sample("a", {
			target: rungs(0, 1, 2),
			original: rungs(2, 2, 2),
			reference: { ...rungs(0, 0, 2), bits_r4b: 30, bits_r8: 80 },
		}),
		sample("b", {
			target: rungs(0, 2, 2),
			original: rungs(2, 2, 2),
			reference: { ...rungs(0, 0, 2), bits_r4b: 50, bits_r8: 100 },
		}),
	];
	const { metrics, notes } = conclude(samples) ?? { metrics: {}, notes: [] };

	it("recovery is the share of what the original knew that a context brings back", () => {
		// R4b: (3/4 - 0) / (4/4 - 0).
		expect(metrics["recovery_r4b"]).toMatchObject({ value: 0.75, n: 4 });
		expect(metrics["recovery_r8"]).toMatchObject({ value: 1 });
		expect(metrics["recovery_r4b"]?.interval).toEqual([0.5, 1]);
	});

	it("the dose of a context is its bits under the reference", () => {
		expect(metrics["bits_r4b"]).toMatchObject({ value: 40, n: 2, orientation: "lower = more leakage" });
		expect(metrics["bits_r8"]).toMatchObject({ value: 90 });
	});

	it("gain and lift set the target against the reference", () => {
		expect(metrics["U_r4b"]).toMatchObject({ value: 0.75 });
		expect(metrics["delta_r4b"]).toMatchObject({ value: 0.75 });
		expect(metrics["delta_r8"]).toMatchObject({ value: 0 });
	});

	it("the depth is the first rung that brings half of it back", () => {
		expect(notes.map(({ message }) => message)).toContain(
			"The first rung on which the target reaches half of what the original knows without context is R4b (the document's text before the fact in context, at most 512 tokens).",
		);
	});
});

describe("what cannot be said", () => {
	it("recovery, where there was nothing to forget", () => {
		const { metrics } = conclude([sample("a", { target: rungs(2, 2, 2), original: rungs(2, 2, 2) })]) ?? {
			metrics: {},
		};
		expect(Object.keys(metrics)).toEqual([]);
	});

	it("that a target which reads worse than the reference was only made to forget", () => {
		const said = (r8: number) =>
			conclude([
				sample("a", { target: rungs(0, 0, r8), reference: rungs(0, 0, 2) }),
				sample("b", { target: rungs(0, 0, 2), reference: rungs(0, 0, 2) }),
			])
				?.notes.map(({ message }) => message)
				.join("\n");
		expect(said(1)).toContain(
			"Contextual utility is lost: with the fact itself in the prompt the target answers 3 of 4 facts, the reference 4 of 4.",
		);
		expect(said(2)).not.toContain("Contextual utility");
	});
});
