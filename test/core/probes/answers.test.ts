import { describe, expect, it } from "vitest";
import type { QuestionAnswer, SetName } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { knowledge } from "../../../src/core/probes/knowledge/knowledge.ts";
import { minKAnswers } from "../../../src/core/probes/membership/minKAnswers.ts";
import type { Probe, ProbeContext, ProbeSample } from "../../../src/core/probes/probe.ts";
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
		return { target: of("target"), reference: of("reference"), asked, result };
	});
}

describe("Min-K% of answers", () => {
	it("is told of the answers' tokens and of nothing around them", async () => {
		const { target, reference } = await run(minKAnswers, [BORN]);
		expect(target).toBeCloseTo(Math.log(0.999), 6);
		expect(reference).toBeCloseTo(-Math.log(fakes.target.description.vocabularySize), 5);
	});

	it("pools the tokens of all answers of a document", async () => {
		const size = fakes.target.description.vocabularySize;
		// Two tokens, of which the least likely one counts: floor(0.4 * 2) = 0, at least 1. It is the one not known.
		expect((await run(minKAnswers, [BORN, LIVES])).target).toBeCloseTo(-Math.log(size), 5);
	});

	it("asks nothing that plain knowledge does not ask", async () => {
		const [own, others] = [await run(minKAnswers, [BORN, LIVES]), await run(knowledge, [BORN, LIVES])];
		const shared = others.asked.map((question) => JSON.stringify(question));
		expect(own.asked.map(({ kind }) => kind)).toEqual(["score", "score", "score", "score"]);
		for (const question of own.asked) expect(shared).toContain(JSON.stringify(question));
	});

	it("asks chat models as plain knowledge does", async () => {
		const chats = (await run(minKAnswers, [BORN], { chat: true })).asked.filter((q) => q.kind === "score" && q.chat);
		expect(chats.map((question) => question.role)).toEqual(["target", "reference"]);
	});

	it("is silent about documents without questions, and not told of retained ones", async () => {
		const { asked, result } = await run(minKAnswers, []);
		expect(asked).toEqual([]);
		expect(result).toEqual({ scores: [], findings: [], notes: [] });
		expect(minKAnswers.sets).toEqual(["forget", "holdout"]);
	});

	const sample = (set: SetName, questions: readonly QuestionAnswer[], value?: number): ProbeSample => ({
		set,
		document: documentOf(`${set}.txt`, text, questions),
		result: {
			scores: value === undefined ? [] : [{ metric: "mink_40_answers", role: "target", value }],
			findings: [],
			notes: [],
		},
	});
	const conclude = (...samples: readonly ProbeSample[]) => minKAnswers.conclude?.(samples, 1, { capability: 0.9 });

	it("tells forget from holdout documents that come with questions", () => {
		const others = [sample("forget", []), sample("holdout", [])];
		const { metrics = {}, notes } =
			conclude(sample("forget", [BORN], -1), sample("holdout", [BORN], -2), ...others) ?? {};
		expect(metrics["mink_40_answers_auc"]).toMatchObject({ value: 1, n: 2, probe: "min-k-answers" });
		expect(notes).toEqual([
			{ kind: "gate", message: "Membership is noise-limited: 1 holdout documents, at least 50 are needed." },
		]);
	});

	it("concludes nothing of prose, and says it where holdout documents alone lack questions", () => {
		const nothing = { metrics: {}, notes: [] };
		expect(conclude(sample("forget", []), sample("holdout", []))).toEqual(nothing);
		expect(conclude(sample("forget", []), sample("holdout", [BORN], -2))).toEqual(nothing);
		expect(conclude(sample("forget", [BORN], -1))).toEqual(nothing);
		expect(conclude(sample("forget", [BORN], -1), sample("holdout", []))).toEqual({
			metrics: {},
			notes: [
				{
					kind: "not-run",
					message:
						"No holdout document comes with questions, whose answers those of forget documents are compared with.",
				},
			],
		});
	});
});
