import fc from "fast-check";
import { expect, it } from "vitest";
import type { Outcome, TokenizeAnswer } from "../../../src/core/model/answer.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import { fakeTokenizer } from "../../../src/core/model/fakeTokenizer.ts";
import {
	chunkTokens,
	documentChunks,
	joinChunks,
	wholeDocumentQuestions,
} from "../../../src/core/probes/wholeDocument.ts";
import { documentOf } from "../askFakes.ts";
import { prose } from "../prose.ts";

const tokensOf = (text: string): TokenizeAnswer => ({
	kind: "tokenize",
	...fakeTokenizer([prose(1, 50)]).encode(text),
});

it("asks one question of a document that fits, scored from its start", () => {
	const document = documentOf("d", prose(1, 50));
	const questions = wholeDocumentQuestions(document, "target", tokensOf(document.text), 100);
	expect(questions).toEqual([
		{
			kind: "score",
			role: "target",
			text: document.text,
			scoredFrom: 0,
			schemes: [{ temperature: 1, topK: 40 }],
			top: 0,
		},
	]);
});

it("cuts any text into chunks that fit, never inside a character, each token scored once", () => {
	const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 });
	fc.assert(
		fc.property(text, fc.integer({ min: 20, max: 60 }), (body, length) => {
			const document = documentOf("d", body);
			const tokens = tokensOf(body);
			const chunks = documentChunks(document, tokens, length);
			let reached = 0;
			for (const { start, scoredFrom, end } of chunks) {
				if (scoredFrom !== reached || start > scoredFrom || end <= scoredFrom) return false;
				const low = body.charCodeAt(end - 1);
				const splitsPair = end < body.length && low >= 0xd800 && low < 0xdc00;
				if (splitsPair) return false;
				reached = end;
			}
			return reached === body.length;
		}),
		{ numRuns: 200 },
	);
});

it("gives back the records of one pass when the chunks are joined", async () => {
	const text = prose(4, 400);
	const document = documentOf("d", text);
	const model = fakeModel({ memorised: [text], trigger: 4 });
	const tokens = await first(model.answer([{ kind: "tokenize", role: "target", text }]));
	if (tokens.kind !== "tokenize") throw new Error("no tokens");
	const outcomes = async (length: number): Promise<Outcome> => {
		const answers: Outcome[] = [];
		for (const q of wholeDocumentQuestions(document, "target", tokens, length))
			answers.push(await first(model.answer([q])));
		return joinChunks(documentChunks(document, tokens, length), answers);
	};
	expect(documentChunks(document, tokens, 150).length).toBeGreaterThan(2);
	expect(await outcomes(150)).toEqual(await outcomes(100_000));
});

it("passes a failure on as it is", () => {
	const failure = { kind: "failure", code: "engine", message: "gone" } as const;
	expect(joinChunks([{ start: 0, scoredFrom: 0, end: 1 }], [failure])).toBe(failure);
});

it("leaves room for models with other tokenizers", () => {
	const one = fakeModel({ memorised: ["a"], contextLength: 109 }).description;
	const other = fakeModel({ memorised: ["b"], contextLength: 209 }).description;
	expect(chunkTokens({ target: one })).toBe(100);
	expect(chunkTokens({ target: one, reference: { ...one, contextLength: 59 } })).toBe(50);
	expect(chunkTokens({ target: one, reference: other })).toBe(50);
});

async function first(stream: AsyncIterable<{ readonly outcome: Outcome }>): Promise<Outcome> {
	for await (const { outcome } of stream) return outcome;
	throw new Error("no answer");
}
