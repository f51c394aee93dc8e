import type { Document } from "../core/corpus/document.ts";
import type { ScoreAnswer } from "../core/model/answer.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import { chunkTokens, documentChunks, joinChunks, tokenizeQuestion } from "../core/probes/wholeDocument.ts";
import { answerOf, askModel } from "./askModel.ts";

export interface ScoredText {
	readonly records: ScoreAnswer;
	/** More than 1 when the text is longer than the context: later chunks see only part of what came before. */
	readonly chunks: number;
}

/** Scores every token of a document, in overlapping chunks when it does not fit. `top` is 0 to 64. */
export async function scoreText(
	model: LanguageModel,
	document: Document,
	top: number,
	signal: AbortSignal,
): Promise<ScoredText> {
	const ask = tokenizeQuestion(document);
	const [tokenized] = await askModel(model, [ask], signal);
	const tokens = answerOf(ask, tokenized);
	const chunks = documentChunks(document, tokens, chunkTokens({ target: model.description }));
	const questions = chunks.map((chunk) => ({
		kind: "score" as const,
		role: "target" as const,
		text: document.text.slice(chunk.start, chunk.end),
		scoredFrom: chunk.scoredFrom - chunk.start,
		schemes: [],
		top,
	}));
	const outcomes = await askModel(model, questions, signal);
	const [first] = questions;
	if (!first) throw new Error("a document without chunks");
	return { records: answerOf(first, joinChunks(chunks, outcomes)), chunks: chunks.length };
}
