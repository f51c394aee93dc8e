import { describe, expect, it } from "vitest";
import type { Outcome, ScoreAnswer } from "../../../src/core/model/answer.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { schemeLogq, twoLevel } from "../../../src/core/model/twoLevel.ts";
import { prose } from "../prose.ts";

const text = prose(1, 40);
const model = fakeModel({ memorised: [text], p: 0.9, trigger: 4 });

async function ask(question: Question, of = model): Promise<Outcome> {
	for await (const { outcome } of of.answer([question])) return outcome;
	throw new Error("no answer");
}
const score = async (more: object = {}): Promise<ScoreAnswer> => {
	const question = { kind: "score", role: "target", text, scoredFrom: 0, schemes: [], top: 3, ...more } as Question;
	const answer = await ask(question);
	if (answer.kind !== "score") throw new Error(answer.kind);
	return answer;
};

describe("the fake model", () => {
	it("gives known text its probability from the trigger on, all else the uniform one", async () => {
		const { logp } = await score();
		const uniform = -Math.log(model.description.vocabularySize);
		expect(Array.from(logp.subarray(0, 4))).toEqual(Array(4).fill(Math.fround(uniform)));
		expect(Array.from(logp.subarray(4)).every((l) => Math.abs(l - Math.log(0.9)) < 1e-6)).toBe(true);
	});

	it("gives distributions that sum to one and know their own moments", () => {
		const guess = twoLevel(50, 0.7, 3);
		const p = Array.from({ length: 50 }, (_, id) => Math.exp(guess.logp(id)));
		expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
		const mean = p.reduce((sum, q) => sum + q * Math.log(q), 0);
		expect(-guess.entropy).toBeCloseTo(mean, 12);
		expect(guess.sd).toBeCloseTo(Math.sqrt(p.reduce((sum, q) => sum + q * (Math.log(q) - mean) ** 2, 0)), 12);
	});

	it("renormalises what a scheme keeps", () => {
		const guess = twoLevel(50, 0.7, 30);
		const kept = Array.from({ length: 50 }, (_, id) => Math.exp(schemeLogq(guess, id, { temperature: 0.5, topK: 10 })));
		expect(kept.filter((q) => q > 0)).toHaveLength(10);
		expect(kept.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
		expect(schemeLogq(guess, 7, { temperature: 1, topK: 0 })).toBeCloseTo(guess.logp(7), 12);
	});

	it("covers characters with byte tokens that share their offsets", async () => {
		const tokens = await ask({ kind: "tokenize", role: "target", text: "é😀" });
		expect(tokens).toMatchObject({ starts: Int32Array.of(0, 0, 1, 1, 1, 1), ends: Int32Array.of(1, 1, 3, 3, 3, 3) });
	});

	it("continues what it knows and stops where told", async () => {
		const at = text.indexOf(" ", 60);
		const prompt = text.slice(0, at);
		const generate = (more: object) =>
			ask({ kind: "generate", role: "target", prompt, maxTokens: 500, stop: [], ...more } as Question);
		expect(await generate({})).toMatchObject({ text: text.slice(at), finish: "end-of-text" });
		expect(await generate({ maxTokens: 2 })).toMatchObject({ finish: "length" });
		const stopped = await generate({ stop: ["."] });
		expect(stopped).toMatchObject({ text: text.slice(at, text.indexOf(".", at)), finish: "stop" });
	});

	it("refuses what does not fit or what it cannot do", async () => {
		const small = fakeModel({ memorised: [text], contextLength: 10, capabilities: [] });
		const question: Question = { kind: "score", role: "target", text, scoredFrom: 0, schemes: [], top: 0 };
		expect(await ask(question, small)).toMatchObject({ kind: "failure", code: "context-overflow" });
		expect(await ask({ kind: "embed", role: "target", text }, small)).toMatchObject({ code: "not-capable" });
	});
});
