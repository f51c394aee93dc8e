import { describe, expect, it } from "vitest";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { knowledge } from "../../../src/core/probes/knowledge/knowledge.ts";
import { truthRatio } from "../../../src/core/probes/knowledge/truthRatio.ts";
import type { Probe, ProbeContext } from "../../../src/core/probes/probe.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const towns = ["Korvo", "Tresk", "Velmar"] as const;
const documents = towns.map((town, i) => {
	const name = `${["Ava", "Bren", "Cal"][i]} Lint`;
	return documentOf(`${name}.txt`, `${name} was born in ${town}.`, [
		{ question: `Where was ${name} born?`, answer: town },
	]);
});
const [ava] = documents as [(typeof documents)[number]];
const pair = "Question: Where was Ava Lint born?\nAnswer: Korvo\n";
const vocabulary = [...documents.map(({ text }) => text), pair];
const knowing = fakeModel({ memorised: [pair], vocabulary });
const blank = fakeModel({ memorised: [], vocabulary });

function run(probe: Probe, fakes: Fakes, all = documents, asked: Question[] = []) {
	const context: ProbeContext = {
		set: "forget",
		models: descriptions(fakes),
		documents: { ...NOTHING_ELSE, forget: all },
		seed: 1,
		chat: () => false,
	};
	return runProbe(probe.run(ava, context), fakes, asked);
}

describe("the truth ratio of a document", () => {
	it("sets the answer's likelihood against wrong ones of its kind", async () => {
		const { scores } = await run(truthRatio, { target: knowing, reference: blank });
		const of = (metric: string, role = "target") => scores.find((s) => s.metric === metric && s.role === role)?.value;
		// The town has probability 0.999; any other token shares the rest.
		const ratio = 0.001 / (knowing.description.vocabularySize - 1) / 0.999;
		expect(of("truth_ratio")).toBeCloseTo(ratio, 7);
		expect(of("truth_ratio_arithmetic")).toBeCloseTo(ratio, 7);
		expect(of("truth_preference")).toBeCloseTo(1 / (1 + ratio), 7);
		// All tokens are equally likely to a model that knows nothing.
		expect(of("truth_ratio", "reference")).toBeCloseTo(1, 6);
		expect(of("truth_preference", "reference")).toBeCloseTo(0.5, 6);
	});

	it("asks for the wrong answers alone what the plain question has not asked", async () => {
		const [own, others]: [Question[], Question[]] = [[], []];
		await run(truthRatio, { target: knowing }, documents, own);
		await run(knowledge, { target: knowing }, documents, others);
		const known = new Set(others.map((question) => JSON.stringify(question)));
		const fresh = own.filter((question) => !known.has(JSON.stringify(question)));
		const texts = fresh.map((question) => (question.kind === "score" ? question.text : question.kind));
		expect(texts.sort()).toEqual(
			["Tresk", "Velmar"].map((town) => `Question: Where was Ava Lint born?\nAnswer: ${town}`),
		);
	});

	it("is not built without another answer of its kind", async () => {
		const { scores, notes } = await run(truthRatio, { target: knowing }, [ava]);
		expect(scores).toEqual([]);
		expect(notes.map(({ message }) => message)).toEqual([
			"Truth ratio was not built for 1 of 1 facts: there is no other answer of its kind.",
		]);
	});
});
