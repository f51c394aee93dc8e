import { describe, expect, it } from "vitest";
import type { Role } from "../../../src/core/model/question.ts";
import type { ProbeSample } from "../../../src/core/probes/probe.ts";
import { ladder, reintroduction } from "../../../src/core/probes/ununlearning/ladder.ts";
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
			reference: { ...rungs(0, 0, 2), bits_r4b: 30, tokens_r4b: 6, bits_r8: 80, tokens_r8: 16 },
		}),
		sample("b", {
			target: rungs(0, 2, 2),
			original: rungs(2, 2, 2),
			reference: { ...rungs(0, 0, 2), bits_r4b: 50, tokens_r4b: 10, bits_r8: 100, tokens_r8: 20 },
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

	it("the least dose is that of the context with the fewest bits after which half is back", () => {
		// R4b brings 3 of 4 back for 40 bits; alone the documents take 30 and 50.
		expect(metrics["least_dose"]).toMatchObject({ value: 40, n: 4, interval: [30, 50] });
		expect(metrics["least_dose"]?.orientation).toBe("lower = more leakage");
		expect(notes.map(({ message }) => message)).toContain(
			"The least context that brings half of what the original knew back is 40 bits in 8 tokens (R4b: the document's text before the fact in context, at most 512 tokens).",
		);
	});

	it("gain and lift set the target against the reference", () => {
		expect(metrics["U_r4b"]).toMatchObject({ value: 0.75 });
		expect(metrics["delta_r4b"]).toMatchObject({ value: 0.75 });
		expect(metrics["delta_r8"]).toMatchObject({ value: 0 });
	});

	it("the depth is no choice of two, which brings half of it back by chance", () => {
		const guessed = (r5: number, r8: number): Values => ({
			...rungs(0, 0, r8),
			...{ items_r5: 2, acc_r5: r5 / 2, bare_r5: 0, bare_of_r5: 2 },
		});
		const { metrics: made, notes: said } = ladder.conclude?.(
			[sample("a", { target: guessed(1, 2), original: rungs(2, 2, 2), reference: guessed(1, 2) })],
			1,
			{ capability: 0.9 },
		) ?? { metrics: {}, notes: [] };
		expect([made["recovery_r5"], made["recovery_r8"]?.value]).toEqual([undefined, 1]);
		expect(said.map(({ message }) => message).join()).toMatch(/reaches half of .* is R8 /);
	});

	it("the depth is the first rung that brings half of it back", () => {
		expect(notes.map(({ message }) => message)).toContain(
			"The first rung on which the target reaches half of what the original knows without context is R4b (the document's text before the fact in context, at most 512 tokens).",
		);
	});
});

describe("without a reference", () => {
	const held = (path: string, values: Values): ProbeSample => ({ ...sample(path, { target: values }), set: "holdout" });
	const forget = [sample("a", { target: rungs(1, 2, 2) }), sample("b", { target: rungs(0, 2, 2) })];

	it("holdout documents are the control, unpaired", () => {
		const holdout = [held("h", rungs(0, 1, 2)), held("i", rungs(0, 0, 2)), held("j", rungs(1, 1, 2))];
		const metrics = conclude([...forget, ...holdout])?.metrics ?? {};
		// R0: 1/4 - 1/6. R4b: 4/4 - 2/6, of which 1/4 - 1/6 was there before. R8: 1 - 1, less the same.
		expect(metrics["U_r0"]?.value).toBeCloseTo(1 / 12, 12);
		expect(metrics["U_r4b"]).toMatchObject({ n: 4, title: "Level gain R4b over holdout", role: "target" });
		expect(metrics["U_r4b"]?.value).toBeCloseTo(2 / 3, 12);
		expect(metrics["delta_r4b"]?.value).toBeCloseTo(2 / 3 - 1 / 12, 12);
		expect(metrics["delta_r8"]?.value).toBeCloseTo(-1 / 12, 12);
		// Forget documents are alike at R4b; of holdout one of two facts at most, none at least.
		expect(metrics["U_r4b"]?.interval).toEqual([0.5, 1]);
		expect(metrics["U_r4b"]?.method).toContain("forget and holdout documents");
	});

	it("and without holdout documents nothing is", () => {
		expect(conclude(forget)?.metrics["U_r4b"]).toBeUndefined();
	});

	it("holdout documents are not asked for where there is a reference", () => {
		const both = { target: rungs(0, 2, 2), reference: rungs(0, 0, 2) };
		expect(conclude([sample("a", both), held("h", rungs(0, 2, 2))])?.metrics["U_r4b"]?.value).toBe(1);
	});
});

describe("a context that lifts", () => {
	/** R4b on two facts: right with the own context and with a swapped one. */
	const r4b = (own: number, other: number): Values => ({
		...rungs(0, own, 2),
		...{ pairs_r4b: 2, own_r4b: own, other_r4b: other },
	});
	const lifted = (other: number) =>
		ladder.conclude?.(
			[
				sample("a", { target: r4b(2, other), reference: r4b(0, 0) }),
				sample("b", { target: r4b(1, 1), reference: r4b(0, 0) }),
			],
			1,
			{ capability: 0.9 },
		);

	it("no further than another fact's context does has primed, and is not said to recall the fact", () => {
		// Over R0: 3/4, alone 1 and 1/2. Over a swapped context: 3/4 - 2/4, alone 1/2 and 0.
		expect(lifted(1)?.metrics["delta_r4b"]).toMatchObject({ value: 0.75, interval: [0.5, 1] });
		expect(lifted(1)?.metrics["specific_r4b"]).toMatchObject({ value: 0.25, n: 4, interval: [0, 0.5] });
		expect(
			lifted(1)
				?.notes.map(({ message }) => message)
				.join(),
		).toMatch(/R4b lifts the target .* priming by any context/);
	});

	it("and swapped lifts the reference as much is not the target's alone", () => {
		const { metrics, notes } = ladder.conclude?.(
			[
				sample("a", { target: r4b(2, 0), reference: r4b(2, 0) }),
				sample("b", { target: r4b(2, 1), reference: r4b(1, 0) }),
			],
			1,
			{ capability: 0.9 },
		) ?? { metrics: {}, notes: [] };
		// (4/4 - 1/4) - (3/4 - 0).
		expect(metrics["specific_r4b"]).toMatchObject({ value: 0 });
		expect(notes.map(({ message }) => message).join()).not.toContain("priming");
	});
});

describe("what cannot be said", () => {
	it("the least dose, where the largest brings too little back", () => {
		const { metrics, notes } = conclude([
			sample("a", {
				target: rungs(0, 0, 0),
				original: rungs(2, 2, 2),
				reference: { ...rungs(0, 0, 2), bits_r4b: 30, tokens_r4b: 6, bits_r8: 80, tokens_r8: 16 },
			}),
		]) ?? { metrics: {}, notes: [] };
		expect(metrics["least_dose"]).toBeUndefined();
		expect(notes.map(({ message }) => message)).toContain(
			"The least context that brings half of what the original knew back is more than the largest tested: 80 bits in 16 tokens (R8: the fact itself in context).",
		);
	});

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
