import { expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../src/core/audit/policy.ts";
import { runAudit } from "../../../src/core/audit/run.ts";
import { address } from "../../../src/core/model/address.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { PROBES } from "../../../src/core/probes/registry.ts";
import { askFakes, descriptions, documentOf } from "../askFakes.ts";

const prose = (seed: number) =>
	Array.from({ length: 180 }, (_, i) => `word${(i * 7919 + seed * 104729) % 997}`).join(" ");
const pairs = (book: string) => [{ question: `Which word comes first in the book ${book}?`, answer: "word1" }];
const documents = {
	forget: [documentOf("a.txt", prose(1), pairs("a")), documentOf("b.txt", prose(2), pairs("b"))],
	retain: [documentOf("c.txt", prose(3), pairs("c"))],
	holdout: [documentOf("d.txt", prose(4), pairs("d"))],
};
const texts = Object.values(documents).flatMap((set) => set.map(({ text }) => text));
const fakes = {
	target: fakeModel({ memorised: [texts[0] ?? "", texts[2] ?? ""], vocabulary: texts }),
	reference: fakeModel({ memorised: [texts[2] ?? ""], vocabulary: texts }),
};

/** Addresses of everything the probes ask, by role. */
async function asked(...ids: readonly string[]): Promise<ReadonlyMap<string, Question>> {
	const questions: Question[] = [];
	const probes = PROBES.filter(({ id }) => ids.includes(id));
	expect(probes).toHaveLength(ids.length);
	const plan = { documents, models: descriptions(fakes), probes, policy: DEFAULT_POLICY, seed: 1 };
	for await (const _ of runAudit(plan, askFakes(fakes, questions)));
	const distinct = new Map(questions.map((q) => [`${q.role} ${address(q)}`, q]));
	expect(distinct.size).toBe(questions.length);
	return distinct;
}

it("Min-K, the loss curve, extraction strength and log p ask nothing that p_z has not asked", async () => {
	const alone = await asked("extraction");
	expect(alone.size).toBeGreaterThan(20);
	expect(await asked("extraction", "extraction-strength", "min-k", "loss-curve")).toEqual(alone);
});

it("Min-K of answers asks nothing that plain knowledge has not asked, and beside the ladder only holdout documents", async () => {
	const [own, knowledge] = [await asked("min-k-answers"), await asked("knowledge")];
	// Three documents, which are not retained, of two models.
	expect(own.size).toBe(6);
	expect(await asked("knowledge", "min-k-answers")).toEqual(knowledge);
	for (const climber of ["ladder", "reintroduction"]) {
		const [climbed, more] = [await asked(climber), await asked(climber, "min-k-answers")];
		const fresh = [...more].flatMap(([key, question]) => (climbed.has(key) ? [] : [question]));
		// Beside a reference it leaves them out.
		expect(fresh.map((question) => question.kind === "score" && [question.role, question.text])).toEqual(
			["target", "reference"].map((role) => [role, "Question: Which word comes first in the book d?\nAnswer: word1"]),
		);
	}
});

it("windows of their own passes are all that p_z asks beyond the one pass over each document", async () => {
	const [windows, passes] = [await asked("extraction"), await asked("extraction-strength", "min-k")];
	expect([...passes.keys()].every((key) => windows.has(key))).toBe(true);
	const own = [...windows].flatMap(([key, q]) => (passes.has(key) ? [] : [q]));
	expect(own.length).toBeGreaterThan(10);
	for (const q of own) {
		if (q.kind !== "score") throw new Error(`a ${q.kind} question`);
		expect(q.scoredFrom).toBeGreaterThan(0);
		expect(texts.some((text) => text.includes(q.text) && q.text.length < text.length)).toBe(true);
	}
});

it("knowledge and jailbreaks ask the plain question once, and what the ladder asks already not again", async () => {
	const ladder = await asked("ladder");
	const more = await asked("ladder", "knowledge");
	const knowledge = await asked("knowledge");
	const shared = [...knowledge.keys()].filter((key) => ladder.has(key)).length;
	// At least the plain question and its answer, of two models and two documents.
	expect(shared).toBeGreaterThanOrEqual(8);
	expect(more.size).toBe(ladder.size + knowledge.size - shared);
});
