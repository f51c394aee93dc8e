/**
 * What every implementation of the `LanguageModel` port must do. Call `describeContract` with a way to open one; the
 * llama engine, the bindings engine and the fake model are held to the same.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, AnswerTo, GenerateAnswer, Outcome, ScoreAnswer } from "../../src/core/model/answer.ts";
import type { LanguageModel } from "../../src/core/model/languageModel.ts";
import type { GenerateQuestion, Question, ScoreQuestion } from "../../src/core/model/question.ts";

/** Answers in the order of the questions. */
export async function ask(
	model: LanguageModel,
	questions: readonly Question[],
	signal?: AbortSignal,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for await (const { index, outcome } of model.answer(questions, signal)) outcomes[index] = outcome;
	return outcomes;
}

/** The one answer to a question; fails the test when it is a failure. */
export async function answerTo<Q extends Question>(model: LanguageModel, question: Q): Promise<AnswerTo<Q>> {
	const [outcome] = await ask(model, [question]);
	if (outcome?.kind !== question.kind) throw new Error(`expected an answer, got ${JSON.stringify(outcome)}`);
	return outcome as Answer as AnswerTo<Q>;
}

export const score = (text: string, more: Partial<ScoreQuestion> = {}): ScoreQuestion => ({
	kind: "score",
	role: "target",
	text,
	scoredFrom: 0,
	schemes: [],
	top: 0,
	...more,
});
export const generate = (prompt: string, more: Partial<GenerateQuestion> = {}): GenerateQuestion => ({
	kind: "generate",
	role: "target",
	prompt,
	maxTokens: 12,
	stop: [],
	...more,
});
export const tokenize = (text: string): Question => ({ kind: "tokenize", role: "target", text });
export const embed = (text: string): Question => ({ kind: "embed", role: "target", text });

const PROSE = "The boats came in before noon. Nobody on the pier had seen the other one, or heard its engine.";
const ODD = "Zürich — «naïve» 東京 😀👩‍👩‍👧 tab\tand\r\nnewlines  \n\n  end";

export interface ContractOptions {
	/** Tolerance on log p between two ways of asking the same. */
	readonly tolerance?: number;
}

export function describeContract(
	name: string,
	open: () => Promise<LanguageModel>,
	{ tolerance = 1e-4 }: ContractOptions = {},
) {
	/** The same words; log p may differ as much as the engine's numbers do between two ways of asking. */
	const sameWriting = (a: Outcome | undefined, b: Outcome | undefined) => {
		const [x, y] = [a, b] as [GenerateAnswer, GenerateAnswer];
		expect({ ...x, logp: x.logp.length }).toEqual({ ...y, logp: y.logp.length });
		x.logp.forEach((logp, i) => void expect(Math.abs(logp - (y.logp[i] as number))).toBeLessThanOrEqual(tolerance));
	};

	describe(`${name} keeps the contract of a language model:`, () => {
		let model: LanguageModel;
		beforeAll(async () => {
			model = await open();
		});
		afterAll(() => model?.close());

		test.each([PROSE, ODD, "x", " leading space", "\ud83d lone surrogate"])(
			"tokens of %j cover it in order",
			async (text) => {
				const { ids, starts, ends } = await answerTo(model, { kind: "tokenize", role: "target", text });
				expect([starts.length, ends.length]).toEqual([ids.length, ids.length]);
				const covered = new Set<number>();
				for (let i = 0; i < ids.length; i++) {
					const [start, end] = [starts[i] as number, ends[i] as number];
					expect(ids[i]).toBeGreaterThanOrEqual(0);
					expect(ids[i]).toBeLessThan(model.description.vocabularySize);
					if (i > 0) expect(start).toBeGreaterThanOrEqual(starts[i - 1] as number);
					// A character cut into several tokens belongs to each of them.
					expect(end).toBeGreaterThan(start);
					for (let at = start; at < end; at++) covered.add(at);
				}
				expect(covered.size).toBe(text.length);
				expect([starts[0], ends[ends.length - 1]]).toEqual([0, text.length]);
			},
		);

		test("scoring gives one record per token of the text and none for BOS", async () => {
			const tokens = await answerTo(model, { kind: "tokenize", role: "target", text: ODD });
			const records = await answerTo(model, score(ODD));
			expect(records.ids).toEqual(tokens.ids);
			expect(records.starts).toEqual(tokens.starts);
			expect(records.ends).toEqual(tokens.ends);
			expect(records.logp.length).toBe(tokens.ids.length);
			records.logp.forEach((logp, i) => {
				if (i === 0 && !model.description.addsBos) expect(logp).toBeNaN();
				else expect(logp).toBeLessThanOrEqual(0);
			});
			if (!model.description.addsBos) expect(records.argmax[0]).toBe(-1);
		});

		test("fills exactly the arrays its capabilities name", async () => {
			const scheme = { temperature: 1, topK: 2 };
			const records = await answerTo(model, score(PROSE, { top: 3, schemes: [scheme] }));
			const n = records.ids.length;
			const can = new Set(model.description.capabilities);
			expect(records.rank.length).toBe(can.has("rank") ? n : 0);
			expect(records.entropy.length).toBe(can.has("entropy") ? n : 0);
			expect(records.sd.length).toBe(can.has("sd") ? n : 0);
			expect(records.topIds.length).toBe(can.has("top") ? n * 3 : 0);
			expect(records.topLogp.length).toBe(can.has("top") ? n * 3 : 0);
			expect(records.logq.map((q) => q.length)).toEqual(can.has("schemes") ? [n] : []);
		});

		test("numbers of one token fit together", async () => {
			const schemes = [
				{ temperature: 1, topK: 0 },
				{ temperature: 1, topK: 1 },
				{ temperature: 1, topK: 3 },
			];
			const records = await answerTo(model, score(PROSE, { top: 3, schemes }));
			const from = model.description.addsBos ? 0 : 1;
			for (let i = from; i < records.ids.length; i++) {
				const logp = records.logp[i] as number;
				const isFirst = records.argmax[i] === records.ids[i];
				if (records.rank.length > 0 && isFirst) expect(records.rank[i]).toBe(0);
				if (records.topIds.length > 0) {
					const ids = Array.from(records.topIds.subarray(i * 3, i * 3 + 3));
					const logps = Array.from(records.topLogp.subarray(i * 3, i * 3 + 3));
					expect(ids[0]).toBe(records.argmax[i]);
					expect([...logps].sort((a, b) => b - a)).toEqual(logps);
					const at = ids.indexOf(records.ids[i] as number);
					if (at >= 0) expect(logps[at]).toBeCloseTo(logp, 4);
					const [whole, greedy, three] = records.logq.map((q) => q[i] as number);
					expect(whole).toBeCloseTo(logp, 4);
					expect(greedy).toBe(isFirst ? 0 : Number.NEGATIVE_INFINITY);
					const kept = Math.log(logps.reduce((sum, l) => sum + Math.exp(l), 0));
					if (at >= 0) expect(three).toBeCloseTo(logp - kept, 3);
					else expect(three).toBe(Number.NEGATIVE_INFINITY);
				}
			}
		});

		test("a mark leaves out the tokens before it and changes no other number", async () => {
			const whole = await answerTo(model, score(PROSE));
			const mark = PROSE.indexOf("Nobody");
			const tail = await answerTo(model, score(PROSE, { scoredFrom: mark }));
			const first = whole.starts.findIndex((start) => start >= mark);
			expect(tail.ids).toEqual(whole.ids.slice(first));
			tail.logp.forEach((logp, i) => {
				expect(Math.abs(logp - (whole.logp[first + i] as number))).toBeLessThanOrEqual(tolerance);
			});
			expect((await answerTo(model, score(PROSE, { scoredFrom: PROSE.length }))).ids.length).toBe(0);
			expect((await answerTo(model, score(""))).ids.length).toBe(0);
		});

		test("refuses a text longer than the context with the numbers", async () => {
			const { contextLength } = model.description;
			const long = "one two three four five six seven ".repeat(contextLength);
			const outcomes = await ask(model, [score(long), generate(long), generate("one", { maxTokens: contextLength })]);
			for (const outcome of outcomes) {
				expect(outcome).toMatchObject({ kind: "failure", code: "context-overflow" });
				expect((outcome as { message: string }).message).toContain(String(contextLength));
				expect((outcome as { message: string }).message).not.toContain("three");
			}
		});

		test("greedy writing begins with the argmax and repeats itself", async () => {
			const records = await answerTo(model, score(`${PROSE} The`, { scoredFrom: PROSE.length }));
			const [first, again] = await ask(model, [generate(PROSE), generate(PROSE)]);
			const { ids, logp, finish, text } = first as GenerateAnswer;
			sameWriting(again, first);
			expect(logp.length).toBe(ids.length);
			if (finish === "length") expect(ids.length).toBe(12);
			if (ids.length > 0) expect(ids[0]).toBe(records.argmax[0]);
			for (const l of logp) expect(l).toBeLessThanOrEqual(0);
			expect(typeof text).toBe("string");
			expect(await answerTo(model, generate(PROSE, { maxTokens: 0 }))).toMatchObject({ text: "", finish: "length" });
		});

		test("writing ends before the first stop string", async () => {
			const { text } = await answerTo(model, generate(PROSE, { maxTokens: 24 }));
			if (text.length < 3) return;
			const stop = text.slice(2, 4);
			const stopped = await answerTo(model, generate(PROSE, { maxTokens: 24, stop: ["never seen", stop] }));
			expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
			expect(stopped.finish).toBe("stop");
			expect(stopped.logp.length).toBe(stopped.ids.length);
		});

		test("sampling depends on the seed and on nothing else", async () => {
			const sampling = (seed: number) => ({ temperature: 1.5, topK: 0, topP: 1, seed });
			const questions = [1, 2, 1, 3].map((seed) => generate("The", { sampling: sampling(seed), maxTokens: 20 }));
			const [a, b, again, c] = (await ask(model, questions)) as GenerateAnswer[];
			sameWriting(again, a);
			const ids = [a, b, c].map((answer) => Array.from((answer as GenerateAnswer).ids).join());
			expect(new Set(ids).size).toBe(3);
			const narrow = { temperature: 1, topK: 1, topP: 1, seed: 7 };
			const greedy = await answerTo(model, generate("The"));
			expect((await answerTo(model, generate("The", { sampling: narrow }))).ids).toEqual(greedy.ids);
		});

		test("embeds, or says that it cannot", async () => {
			const [a, b, again] = await ask(model, [embed(PROSE), embed("Something else."), embed(PROSE)]);
			if (!model.description.capabilities.includes("embed")) {
				expect(a).toMatchObject({ kind: "failure", code: "not-capable" });
				return;
			}
			expect(again).toEqual(a);
			const [x, y] = [a, b].map((outcome) => (outcome as { vector: Float32Array }).vector);
			expect(x?.length).toBeGreaterThan(0);
			expect(y?.length).toBe(x?.length);
			expect(x?.every(Number.isFinite)).toBe(true);
			expect(Array.from(x ?? [])).not.toEqual(Array.from(y ?? []));
		});

		test("answers every index of a mixed set exactly once", async () => {
			const questions: Question[] = [];
			for (let i = 0; i < 12; i++) {
				questions.push(score(`${PROSE} ${i}`, { scoredFrom: i * 5 }), tokenize(`${i} ${ODD}`));
				if (i % 4 === 0) questions.push(generate(`${PROSE} ${i}`, { maxTokens: 2 }));
			}
			const seen: number[] = [];
			for await (const { index, outcome } of model.answer(questions)) {
				seen.push(index);
				expect(outcome.kind).toBe(questions[index]?.kind);
			}
			expect(seen.sort((a, b) => a - b)).toEqual([...questions.keys()]);
			expect(await ask(model, [])).toEqual([]);
		});

		test("stops when asked to, and answers the next question", async () => {
			const controller = new AbortController();
			const questions = Array.from({ length: 200 }, (_, i) => score(`${i} ${PROSE}`));
			let answered = 0;
			for await (const _ of model.answer(questions, controller.signal)) {
				answered++;
				controller.abort();
			}
			expect(answered).toBeGreaterThan(0);
			expect(answered).toBeLessThan(questions.length);
			expect(((await ask(model, [score(PROSE)]))[0] as ScoreAnswer).kind).toBe("score");
		});
	});
}
