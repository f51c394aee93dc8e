import { describe, expect, it } from "vitest";
import type { QuestionAnswer, SetName } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { knowledge } from "../../../src/core/probes/knowledge/knowledge.ts";
import { minK } from "../../../src/core/probes/membership/minK.ts";
import type { Probe, ProbeContext } from "../../../src/core/probes/probe.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const BORN: QuestionAnswer = { question: "Where was Ava Lint born?", answer: "Korvo" };
const LIVES: QuestionAnswer = { question: "Where does Ava Lint live now?", answer: "Tresk" };
const text = "Ava Lint was born in Korvo and lives in Tresk.";
const known = "Question: Where was Ava Lint born?\nAnswer: Korvo\n";
const vocabulary = [text, known, "Question: Where does Ava Lint live now?\nAnswer: Tresk\n"];
const fakes: Fakes = {
	target: fakeModel({ memorised: [known], vocabulary }),
	reference: fakeModel({ memorised: [], vocabulary }),
};

function run(probe: Probe, questions: readonly QuestionAnswer[], { set = "forget" as SetName, chat = false } = {}) {
	const asked: Question[] = [];
	const context: ProbeContext = {
		set,
		models: descriptions(fakes),
		documents: NOTHING_ELSE,
		seed: 1,
		chat: () => chat,
	};
	return runProbe(probe.run(documentOf("ava.txt", text, questions), context), fakes, asked).then((result) => {
		const of = (role: string) => result.scores.find((s) => s.metric === "mink_40_answers" && s.role === role)?.value;
		return { target: of("target"), reference: of("reference"), asked };
	});
}

describe("Min-K% of answers", () => {
	it("is told of the answers' tokens and of nothing around them", async () => {
		const { target, reference } = await run(minK, [BORN]);
		expect(target).toBeCloseTo(Math.log(0.999), 6);
		expect(reference).toBeCloseTo(-Math.log(fakes.target.description.vocabularySize), 5);
	});

	it("pools the tokens of all answers of a document", async () => {
		const size = fakes.target.description.vocabularySize;
		// Two tokens, of which the least likely one counts: floor(0.4 * 2) = 0, at least 1. It is the one not known.
		expect((await run(minK, [BORN, LIVES])).target).toBeCloseTo(-Math.log(size), 5);
	});

	it("asks nothing of answers that plain knowledge does not ask", async () => {
		const [own, others] = [await run(minK, [BORN, LIVES]), await run(knowledge, [BORN, LIVES])];
		const shared = new Set(others.asked.map((question) => JSON.stringify(question)));
		const fresh = own.asked.filter((question) => !shared.has(JSON.stringify(question)));
		// The document itself, of both models.
		expect(fresh.map((question) => question.kind === "score" && question.text)).toEqual([text, text]);
		expect(own.asked.filter(({ kind }) => kind === "generate")).toEqual([]);
	});

	it("asks chat models as plain knowledge does", async () => {
		const chats = (await run(minK, [BORN], { chat: true })).asked.filter((q) => q.kind === "score" && q.chat);
		expect(chats.map((question) => question.role)).toEqual(["target", "reference"]);
	});

	it("is not told of retain documents, nor where no questions come with a document", async () => {
		for (const { target, asked } of [await run(minK, [BORN], { set: "retain" }), await run(minK, [])]) {
			expect(target).toBeUndefined();
			expect(asked.filter(({ kind }) => kind === "score")).toHaveLength(2);
		}
	});
});
