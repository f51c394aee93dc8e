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
const pairs = [{ question: "Which word comes first in the book?", answer: "word1" }];
const documents = {
	forget: [documentOf("a.txt", prose(1), pairs), documentOf("b.txt", prose(2), pairs)],
	retain: [documentOf("c.txt", prose(3), pairs)],
	holdout: [documentOf("d.txt", prose(4), pairs)],
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

it("the loss curve, extraction strength and log p ask nothing that p_z has not asked", async () => {
	const alone = await asked("extraction");
	expect(alone.size).toBeGreaterThan(20);
	expect(await asked("extraction", "extraction-strength", "loss-curve")).toEqual(alone);
});

it("Min-K asks nothing that p_z and plain knowledge have not asked, and but for the answers nothing beyond p_z", async () => {
	const both = await asked("extraction", "knowledge");
	expect(await asked("extraction", "knowledge", "min-k")).toEqual(both);
	const [alone, more] = [await asked("extraction"), await asked("extraction", "min-k")];
	const answers = [...more].flatMap(([key, question]) => (alone.has(key) ? [] : [question]));
	// One question stands beside each document. The same pair is asked of two models once for all of them.
	expect(answers.map((question) => question.kind === "score" && question.text)).toEqual(
		["", ""].map(() => "Question: Which word comes first in the book?\nAnswer: word1"),
	);
});

it("windows of their own passes are all that p_z asks beyond the one pass over each document", async () => {
	const [windows, passes] = [await asked("extraction"), await asked("extraction-strength", "loss-curve")];
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
