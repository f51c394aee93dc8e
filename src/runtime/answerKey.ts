import { address, sha256Hex } from "../core/model/address.ts";
import type { Question } from "../core/model/question.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";

/**
 * Under which an answer is stored. Tokens too belong to the model as it is run: a vocabulary alone does not settle them,
 * merges and the release's splitting rules have their say.
 */
export function answerKey(question: Question, model: Pick<ModelAtHand, "key">): string {
	return sha256Hex(`model ${model.key}\n${address(question)}`);
}
