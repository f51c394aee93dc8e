import { expect, it } from "vitest";
import type { Question } from "../../src/core/model/question.ts";
import { answerKey } from "../../src/runtime/answerKey.ts";

const tokenize: Question = { kind: "tokenize", role: "target", text: "The mill" };

it("tells models apart whatever is asked, and roles not at all", () => {
	// Equal vocabularies may split differently (other merges, another release), so tokens are nobody else's either.
	const described = { description: { tokenizerHash: "the same" } };
	const [one, other] = [
		{ key: "one", ...described },
		{ key: "other", ...described },
	];
	expect(answerKey(tokenize, one)).not.toBe(answerKey(tokenize, other));
	expect(answerKey({ ...tokenize, role: "reference" }, one)).toBe(answerKey(tokenize, one));
});
