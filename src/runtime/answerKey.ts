import { address, sha256Hex } from "../core/model/address.ts";
import type { Question } from "../core/model/question.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";

/** Under which an answer is stored. Tokens depend on the tokenizer alone, so models that share one share them. */
export function answerKey(question: Question, model: Pick<ModelAtHand, "key" | "description">): string {
	const { tokenizerHash } = model.description;
	const asked =
		question.kind === "tokenize" && tokenizerHash !== "" ? `tokenizer ${tokenizerHash}` : `model ${model.key}`;
	return sha256Hex(`${asked}\n${address(question)}`);
}
