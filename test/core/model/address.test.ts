import { expect, test } from "vitest";
import { address } from "../../../src/core/model/address.ts";
import type { GenerateQuestion, ScoreQuestion } from "../../../src/core/model/question.ts";

const score: ScoreQuestion = { kind: "score", role: "target", text: "a b", scoredFrom: 1, schemes: [], top: 0 };
const generate: GenerateQuestion = { kind: "generate", role: "target", prompt: "a b", maxTokens: 2, stop: [] };

test("a question in plain text keeps its address, or every answer kept so far would be asked for again", () => {
	expect(address(score)).toBe("cc627884041f384898ccc49d8f8071e1e4db0a29405784c4d881e82eceda4db3");
	expect(address(generate)).toBe("7f799db876e573c4d6f9c0ec7110e3773ac090e3cdc79005e3e7037570309167");
});

test("asking through the chat template is another question", () => {
	expect(address({ ...score, chat: true })).not.toBe(address(score));
	expect(address({ ...generate, chat: true })).not.toBe(address(generate));
});
