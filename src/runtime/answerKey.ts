import { hash } from "node:crypto";
import { canonical } from "../core/model/address.ts";
import type { Question } from "../core/model/question.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";

/**
 * Under which an answer is stored: SHA-256 over the model and the question. Tokens too belong to the model as it is run:
 * a vocabulary alone does not settle them, merges and the release's splitting rules have their say.
 */
export function answerKey(question: Question, model: Pick<ModelAtHand, "key">): string {
	// Node's own hash: core's is portable and a tenth as fast.
	return hash("sha256", `model ${model.key}\n${canonical(question)}`, "hex");
}
