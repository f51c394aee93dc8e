import type { Failure } from "../../core/model/answer.ts";
import type { EmbedQuestion, GenerateQuestion, ScoreQuestion } from "../../core/model/question.ts";
import { chatTokens } from "../chat/chatTokens.ts";
import { noChat, notCapable, nothingToRead, overflow } from "./failures.ts";
import type { TextSplitter, TokenizedText } from "./tokenizedText.ts";

/** Longest list of most likely tokens an engine keeps; bounds `top` and every scheme's `topK`. */
export const MAX_TOP = 1024;

/** A question turned into the tokens to decode. Positions count from 0 with BOS, where there is one, at 0. */
interface Prepared<Q> {
	/** Of the question, in the order they were handed over. */
	readonly index: number;
	readonly question: Q;
	/** BOS, where the model wants one, and the text; in a chat, all that stands around it. */
	readonly tokens: Int32Array;
	/** In a chat, the reply. */
	readonly text: TokenizedText;
	/** How many of `tokens` precede the text: 0 or 1, and more in a chat. */
	readonly offset: number;
}

export interface PreparedScore extends Prepared<ScoreQuestion> {
	/** The text's first scored token. Tokens from here on are scored. */
	readonly firstScored: number;
	/** Positions to decode: the last token predicts nothing that is asked for. */
	readonly length: number;
	/** The first position whose logits are needed. */
	readonly firstRow: number;
}
export type PreparedGenerate = Prepared<GenerateQuestion>;
export type PreparedEmbed = Prepared<EmbedQuestion>;

/** Tokens of a question, or why it cannot be answered: too long, or beyond what the kernel lists. */
export function prepareScore(
	index: number,
	question: ScoreQuestion,
	tokenizer: TextSplitter,
	contextLength: number,
): PreparedScore | Failure {
	const widest = Math.max(question.top, ...question.schemes.map((scheme) => scheme.topK));
	if (widest > MAX_TOP) return tooWide(widest);
	const common = question.chat
		? replied(index, question, tokenizer)
		: tokenised(index, question, question.text, tokenizer);
	if ("kind" in common) return common;
	const { tokens, text, offset } = common;
	if (tokens.length > contextLength) return overflow(tokens.length, 0, contextLength);
	// Offsets ascend, so the tokens that start at or after a mark are a tail.
	let firstScored = text.ids.length;
	while (firstScored > 0 && (text.starts[firstScored - 1] as number) >= question.scoredFrom) firstScored--;
	const scored = text.ids.length - firstScored;
	return {
		...common,
		firstScored,
		length: scored === 0 ? 0 : tokens.length - 1,
		firstRow: Math.max(0, firstScored + offset - 1),
	};
}

export function prepareGenerate(
	index: number,
	question: GenerateQuestion,
	tokenizer: TextSplitter,
	contextLength: number,
): PreparedGenerate | Failure {
	if ((question.sampling?.topK ?? 0) > MAX_TOP) return tooWide(question.sampling?.topK ?? 0);
	const common = question.chat
		? asked(index, question, tokenizer)
		: tokenised(index, question, question.prompt, tokenizer);
	if ("kind" in common) return common;
	if (common.tokens.length === 0) return nothingToRead("continue");
	const wanted = common.tokens.length + question.maxTokens;
	if (wanted > contextLength) return overflow(common.tokens.length, question.maxTokens, contextLength);
	return common;
}

export function prepareEmbed(
	index: number,
	question: EmbedQuestion,
	tokenizer: TextSplitter,
	contextLength: number,
): PreparedEmbed | Failure {
	const common = tokenised(index, question, question.text, tokenizer);
	if (common.text.ids.length === 0) return nothingToRead("embed");
	if (common.tokens.length > contextLength) return overflow(common.tokens.length, 0, contextLength);
	return common;
}

/** The prompt of a chat; there is no text of which anything must be known. */
function asked(index: number, question: GenerateQuestion, tokenizer: TextSplitter): PreparedGenerate | Failure {
	const prompt = tokenizer.chat?.ask(question.prompt);
	if (!prompt) return noChat(tokenizer.chat !== undefined);
	const { ids: tokens, reply } = chatTokens(prompt, undefined, tokenizer);
	return { index, question, tokens, text: reply, offset: tokens.length };
}

/** A chat whose reply is given. Offsets are those of the question's own text. */
function replied(index: number, question: ScoreQuestion, tokenizer: TextSplitter): Prepared<ScoreQuestion> | Failure {
	const { text, scoredFrom } = question;
	const prompt = tokenizer.chat?.ask(text.slice(0, scoredFrom));
	if (!prompt) return noChat(tokenizer.chat !== undefined);
	const reply = text.slice(scoredFrom).trimStart();
	const { ids: tokens, reply: own } = chatTokens(prompt, reply, tokenizer);
	const inText = (offset: number): number => text.length - reply.length + offset;
	const { ids, exact } = own;
	const placed = { ids, exact, starts: own.starts.map(inText), ends: own.ends.map(inText) };
	return { index, question, tokens, text: placed, offset: tokens.length - ids.length };
}

function tokenised<Q>(index: number, question: Q, plain: string, tokenizer: TextSplitter): Prepared<Q> {
	const text = tokenizer.encode(plain);
	const offset = tokenizer.bos === undefined ? 0 : 1;
	const tokens = new Int32Array(offset + text.ids.length);
	if (tokenizer.bos !== undefined) tokens[0] = tokenizer.bos;
	tokens.set(text.ids, offset);
	return { index, question, tokens, text, offset };
}

function tooWide(width: number): Failure {
	return notCapable(
		`The engine lists at most ${MAX_TOP} most likely tokens and ${width} were asked for; ask for fewer.`,
	);
}
