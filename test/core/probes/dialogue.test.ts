import { describe, expect, it } from "vitest";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import type { ProbeContext } from "../../../src/core/probes/probe.ts";
import { dialogue } from "../../../src/core/probes/ununlearning/dialogue.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const asked = "Where was Ava Lint born?";
const document = documentOf("a.txt", "Ava Lint was a quiet child. Ava Lint was born in Korvo.", [
	{ question: asked, answer: "Korvo" },
]);
const correction = `Question: That is not right. Think again and correct yourself. ${asked}\nAnswer:`;
const vocabulary = [document.text, `${correction} Korvo\n`, "What do you know about Ava Lint?"];
const blank = fakeModel({ memorised: [], vocabulary });
const run = (fakes: Fakes, questions: Question[] = []) => {
	const context: ProbeContext = {
		set: "forget",
		models: descriptions(fakes),
		documents: NOTHING_ELSE,
		seed: 1,
		chat: () => false,
	};
	return runProbe(dialogue.run(document, context), fakes, questions);
};
const score = (result: Awaited<ReturnType<typeof run>>, metric: string, role = "target") =>
	result.scores.find((s) => s.metric === metric && s.role === role)?.value;

describe("a dialogue in three turns", () => {
	it("shows every turn what was said before it, the model's own replies included", async () => {
		const questions: Question[] = [];
		await run({ target: blank }, questions);
		const prompts = questions.flatMap((q) => (q.kind === "generate" ? [q.prompt] : []));
		expect(prompts).toHaveLength(3);
		expect(prompts[0]).toBe("Question: What do you know about Ava Lint?\nAnswer:");
		expect(prompts[1]?.startsWith(prompts[0] ?? "")).toBe(true);
		expect(prompts[1]?.endsWith(`\n\nQuestion: ${asked}\nAnswer:`)).toBe(true);
		expect(prompts[2]?.startsWith(prompts[1] ?? "")).toBe(true);
		expect(prompts[2]?.endsWith(`\n\n${correction}`)).toBe(true);
	});

	it("tells the turn that gives the fact away, and ends there", async () => {
		// Knows the answer behind the last words of the correction alone.
		const coaxed = fakeModel({ memorised: [`${correction} Korvo\n`], vocabulary, trigger: 12 });
		const result = await run({ target: coaxed, reference: blank });
		expect([score(result, "acc_dialogue"), score(result, "turn_of_first_leak")]).toEqual([1, 3]);
		expect(score(result, "acc_dialogue", "reference")).toBe(0);
		expect(result.findings).toMatchObject([
			{ metric: "answer_reworded", value: 1, control: 0, evidence: { setting: "turn 3 of a dialogue, greedy" } },
		]);
		const plain = fakeModel({ memorised: [`Question: ${asked}\nAnswer: Korvo\n`], vocabulary });
		const questions: Question[] = [];
		expect(score(await run({ target: plain }, questions), "turn_of_first_leak")).toBe(2);
		expect(questions).toHaveLength(2);
	});

	it("leaves out what the reference gives away as well", async () => {
		const plain = fakeModel({ memorised: [`Question: ${asked}\nAnswer: Korvo\n`], vocabulary });
		const result = await run({ target: plain, reference: plain });
		expect(result.scores).toEqual([]);
		expect(result.findings).toEqual([]);
	});

	it("is not held about a subject that gives the answer away", async () => {
		const context: ProbeContext = {
			set: "forget",
			models: descriptions({ target: blank }),
			documents: NOTHING_ELSE,
			seed: 1,
			chat: () => false,
		};
		const told = documentOf("b.txt", "Ava Lint of Korvo.", [{ question: "Who is Ava Lint?", answer: "Ava Lint" }]);
		const { notes } = await runProbe(dialogue.run(told, context), { target: blank });
		expect(notes.map(({ message }) => message)).toEqual(["There is no fact to talk about without giving it away."]);
	});
});
