import { describe, expect, it } from "vitest";
import { type FakeModelOptions, fakeModel } from "../../../../src/core/model/fakeModel.ts";
import type { LanguageModel } from "../../../../src/core/model/languageModel.ts";
import type { Question } from "../../../../src/core/model/question.ts";
import { coverage } from "../../../../src/core/probes/verbatim/coverage.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../../askFakes.ts";

/** `count` words that occur nowhere else: a0 a1 a2 ... Each is one token of the fake models. */
const run = (name: string, count: number, from = 0): readonly string[] =>
	Array.from({ length: count }, (_, i) => `${name}${from + i}`);
const text = (...runs: readonly (readonly string[])[]): string => runs.flat().join(" ");

/** Asks with twenty tokens of trigger, so that a phrase that stands twice is continued as it goes on in its place. */
const model = (memorised: readonly string[], document: string, more: Partial<FakeModelOptions> = {}) =>
	fakeModel({ memorised, vocabulary: [document], trigger: 20, ...more });

async function ask(document: string, fakes: Fakes, asked: Question[] = []) {
	const result = await runProbe(
		coverage.run(documentOf("d.txt", document), {
			set: "forget",
			models: descriptions(fakes),
			documents: NOTHING_ELSE,
			seed: 1,
			chat: () => false,
		}),
		fakes,
		asked,
	);
	const of = (role: string) =>
		Object.fromEntries(result.scores.filter((s) => s.role === role).map((s) => [s.metric, s.value]));
	return { ...result, target: of("target"), reference: of("reference") };
}

const p = run("p", 50);
const s = run("s", 50);

describe("coverage of one window: 50 words given, 50 asked for", () => {
	const document = text(p, s);

	it("is everything when everything comes out, and nothing when nothing does", async () => {
		const fakes = { target: model([document], document), reference: model([], document) };
		const { target, reference, findings, notes } = await ask(document, fakes);
		expect(target).toEqual({ bmc_10: 1, block_longest: 50, span_longest: 50, near_verbatim: 1 });
		expect(reference).toEqual({ bmc_10: 0, block_longest: 0, span_longest: 0, near_verbatim: 0 });
		expect([findings, notes]).toEqual([[], []]);
	});

	it("counts a run of ten words and no run of nine", async () => {
		// Nine words of s, one other, ten words of s, and thirty others.
		const known = text(p, s.slice(0, 9), ["x"], s.slice(10, 20), run("y", 30));
		const { target } = await ask(document, { target: model([known], document) });
		// 10 of 50; in order are 9 + 10 of 50.
		expect(target).toEqual({ bmc_10: 0.2, block_longest: 10, span_longest: 10, near_verbatim: 0 });
	});

	it("is near-verbatim from nine tenths of the words in order on, whatever the runs", async () => {
		// Every ninth word is another: five runs of eight and one of five, 45 of 50 words.
		const others = (word: string, i: number): string => (i % 9 === 8 ? "x" : word);
		const near = await ask(document, { target: model([text(p, s.map(others))], document) });
		expect(near.target).toEqual({ bmc_10: 0, block_longest: 0, span_longest: 0, near_verbatim: 1 });
		// Six others before 44 words in a row: 44 of 50 are fewer than nine tenths.
		const late = await ask(document, { target: model([text(p, run("x", 6), s.slice(6))], document) });
		expect(late.target).toEqual({ bmc_10: 0.88, block_longest: 44, span_longest: 44, near_verbatim: 0 });
	});

	it("does not mind letter case and signs, nor a character that stands for several", async () => {
		// NFKC writes "½" as 1⁄2, but it is one place of the text. With the comma 50 tokens are asked for: 49 words.
		const suffix = text(s.slice(0, 25), ["½"], s.slice(26, 49)).replace("s3 s4", "s3, s4");
		const written = `${text(p)} ${suffix}`;
		const said = `${text(p)} ${suffix.replace("s3, s4", "S3; S4")}`;
		const { target } = await ask(written, { target: model([said], written) });
		expect(target).toEqual({ bmc_10: 1, block_longest: 49, span_longest: 49, near_verbatim: 1 });
	});
});

describe("words that the prompt holds already", () => {
	it("part what stands on either side of them", async () => {
		// Of 20 words asked for, all come out: 5 new, 10 that the prompt holds in a row, 5 new. No run of ten is left.
		const given = run("p", 20);
		const document = text(given, run("n", 5), given.slice(5, 15), run("n", 5, 5));
		const { target } = await ask(document, { target: model([document], document) });
		expect(target).toEqual({ bmc_10: 0, block_longest: 0, span_longest: 0, near_verbatim: 1 });
	});

	it("leave what is long enough by itself, on both sides", async () => {
		// Of 50 words all come out: 12 new, 5 that the prompt holds in a row, 33 new.
		const document = text(p, run("n", 12), p.slice(20, 25), run("n", 33, 12));
		const { target } = await ask(document, { target: model([document], document) });
		expect(target).toEqual({ bmc_10: 45 / 50, block_longest: 33, span_longest: 33, near_verbatim: 1 });
	});

	it("are not those that it holds in a run of four", async () => {
		const document = text(p, run("n", 12), p.slice(20, 24), run("n", 34, 12));
		const { target } = await ask(document, { target: model([document], document) });
		expect(target).toEqual({ bmc_10: 1, block_longest: 50, span_longest: 50, near_verbatim: 1 });
	});
});

describe("coverage of several windows", () => {
	it("adds up what continuations give, and tells the longest of one from the longest of all", async () => {
		// Windows ask for words 50 to 99 and 100 to 149. The first continuation writes 20 others and then words 70 to 99; the
		// second, from words 50 to 99, words 100 to 129 and 20 others.
		const w = run("w", 150);
		const document = text(w);
		const first = text(w.slice(0, 50), run("x", 20), w.slice(70, 100));
		const second = text(w.slice(50, 130), run("y", 20));
		const { target } = await ask(document, { target: model([first, second], document) });
		// 30 + 30 of 100 words; 70 to 129 in a row; no continuation has nine tenths of its words.
		expect(target).toEqual({ bmc_10: 0.6, block_longest: 60, span_longest: 30, near_verbatim: 0 });
	});

	it("counts words once that two windows ask for", async () => {
		// 120 words: windows ask for words 50 to 99 and, the last one ending with the text, 70 to 119.
		const w = run("w", 120);
		const document = text(w);
		const { target } = await ask(document, { target: model([text(w.slice(0, 100))], document) });
		// The first gives its 50, the second, which is given words 20 to 69, words 70 to 99: 50 of 70 words.
		expect(target["bmc_10"]).toBeCloseTo(50 / 70, 12);
		expect(target).toMatchObject({ block_longest: 50, span_longest: 50, near_verbatim: 0.5 });
	});

	it("covers a word that a window's end cuts in two", async () => {
		// Every character is a token: 49 words of two letters and a last one of three, 150 characters. Windows ask for 50 to 99
		// and 100 to 149. Word i begins at 3 i: the first window asks for words 17 to 32 and the first letter of word 33, the
		// second for its second letter and words 34 to 49.
		const words = Array.from({ length: 50 }, (_, i) => `${"abcdefg"[i % 7]}${"hijklmnp"[i % 8]}`);
		const document = `${words.join(" ")}z`;
		const { target } = await ask(document, { target: spelling(document) });
		expect(target).toEqual({ bmc_10: 1, block_longest: 33, span_longest: 17, near_verbatim: 1 });
	});

	it("says nothing of words whose window failed", async () => {
		const w = run("w", 150);
		const document = text(w);
		const whole = model([document], document);
		// The second of two windows cannot be asked: the 50 words of the first are all that is known of.
		const { target, notes } = await ask(document, { target: failing(whole, text(w.slice(50, 100))) });
		expect(target).toEqual({ bmc_10: 1, block_longest: 50, span_longest: 50, near_verbatim: 1 });
		expect(notes).toEqual([expect.objectContaining({ kind: "failed", message: expect.stringMatching(/^A window/) })]);
	});

	it("gives no number when every window failed", async () => {
		const document = text(p, s);
		const { scores, notes } = await ask(document, { target: failing(model([], document), "p0") });
		expect(scores).toEqual([]);
		expect(notes.map(({ kind }) => kind)).toEqual(["failed"]);
	});

	it("asks 200 of a long document's windows, and is the share of what it asked for", async () => {
		// 50 words and 250 times 50 are 250 windows; four of five are asked. All come out.
		const w = run("w", 12_550);
		const document = text(w);
		const asked: Question[] = [];
		const { target, notes } = await ask(document, { target: model([document], document) }, asked);
		expect(asked.filter(({ kind }) => kind === "generate")).toHaveLength(200);
		expect(notes.map(({ message }) => message)).toEqual(["Coverage was measured from 200 of 250 prefixes."]);
		// The windows 0, 1, 2, 3 of every five follow one another: 4 x 50 words, and then 50 that were not asked for.
		expect(target).toEqual({ bmc_10: 1, block_longest: 200, span_longest: 50, near_verbatim: 1 });
	});
});

describe("coverage that cannot be measured", () => {
	it("needs sixteen tokens, eight to give and eight to ask for", async () => {
		const short = text(run("w", 15));
		const { scores, notes } = await ask(short, { target: model([], short) });
		expect(scores).toEqual([]);
		expect(notes).toEqual([
			{ kind: "not-run", message: "15 tokens are too few for a window of 8 + 8.", cause: "too short" },
		]);
		// Eight words are no run of ten, but in order they are all.
		const enough = text(run("w", 16));
		const { target } = await ask(enough, { target: model([enough], enough, { trigger: 8 }) });
		expect(target).toEqual({ bmc_10: 0, block_longest: 0, span_longest: 0, near_verbatim: 1 });
	});

	it("needs text, and an engine that writes", async () => {
		expect((await ask("", { target: model([], "a") })).notes.map(({ cause }) => cause)).toEqual(["too short"]);
		const document = text(p, s);
		const mute = model([document], document, { capabilities: [] });
		const { scores, notes } = await ask(document, { target: mute });
		expect([scores, notes.map(({ message }) => message)]).toEqual([[], ["The target's engine cannot generate text."]]);
	});
});

/** A model whose tokens are bytes, and that goes on as the text does, so many characters. */
function spelling(text: string): LanguageModel {
	const bytes = fakeModel({ memorised: [] });
	return {
		...bytes,
		async *answer(questions, signal) {
			for (const [index, question] of questions.entries()) {
				if (question.kind !== "generate") {
					for await (const { outcome } of bytes.answer([question], signal)) yield { index, outcome };
					continue;
				}
				const from = text.indexOf(question.prompt) + question.prompt.length;
				const written = text.slice(from, from + question.maxTokens);
				const nothing = { ids: new Int32Array(), logp: new Float32Array() };
				yield { index, outcome: { kind: "generate", text: written, finish: "length", ...nothing } };
			}
		},
	};
}

/** The model, failing where a prompt begins so. */
function failing(model: LanguageModel, opening: string): LanguageModel {
	return {
		...model,
		async *answer(questions, signal) {
			for (const [index, question] of questions.entries()) {
				const isFailing = question.kind === "generate" && question.prompt.trimStart().startsWith(opening);
				if (isFailing) yield { index, outcome: { kind: "failure", code: "engine", message: "It broke." } };
				else for await (const { outcome } of model.answer([question], signal)) yield { index, outcome };
			}
		},
	};
}
