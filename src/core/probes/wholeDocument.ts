import type { Document } from "../corpus/document.ts";
import { tokenToCutBefore } from "../corpus/windows.ts";
import type { Outcome, ScoreAnswer, TokenizeAnswer, TokenRecords } from "../model/answer.ts";
import type { ModelDescription } from "../model/languageModel.ts";
import type { Role, SamplingScheme, ScoreQuestion, TokenizeQuestion } from "../model/question.ts";
import { EXTRACTION, schemeOf } from "./extractionSettings.ts";

/**
 * The one teacher-forced pass over a document that likelihood, Min-K%, extraction strength, p_z and the heatmap share.
 * Every probe asks for it through here, so that the questions are identical and answered once.
 */

/** The sampling scheme p_z is wanted under where nobody chose another: temperature 1, top-k 40. */
export const EXTRACTION_SCHEME: SamplingScheme = schemeOf(EXTRACTION);

/** Tokens a later chunk repeats from the one before it, unscored: more than the longest extraction prefix. */
const OVERLAP = 256;
/** Cutting a text in its middle may split a token in two; a few spare places keep such a chunk within the context. */
const SPARE = 8;

/** A stretch of a document that fits a context: fed from `start`, scored from `scoredFrom`, both UTF-16 offsets. */
export interface Chunk {
	readonly start: number;
	readonly scoredFrom: number;
	readonly end: number;
}

/** The target's tokens of a document: where its chunks and windows are cut. */
export function tokenizeQuestion(document: Document): TokenizeQuestion {
	return { kind: "tokenize", role: "target", text: document.text };
}

/**
 * Tokens one chunk may hold under every model of an audit, so that all models are asked about the same spans. Models
 * with another tokenizer than the target's may need up to twice its tokens for a text.
 */
export function chunkTokens(models: Readonly<Partial<Record<Role, ModelDescription>>>): number {
	const present = Object.values(models);
	const shortest = Math.min(...present.map((m) => m.contextLength));
	const sameTokens = new Set(present.map((m) => m.tokenizerHash)).size <= 1;
	return Math.max(1, Math.floor((shortest - 1 - SPARE) / (sameTokens ? 1 : 2)));
}

/** Cuts a document into overlapping chunks of at most `length` target tokens; one chunk when it fits. */
export function documentChunks(document: Document, tokens: TokenizeAnswer, length: number): readonly Chunk[] {
	const n = tokens.ids.length;
	if (n <= length) return [{ start: 0, scoredFrom: 0, end: document.text.length }];
	const overlap = Math.min(OVERLAP, Math.floor(length / 2));
	const chunks: Chunk[] = [];
	let scored = 0;
	while (scored < n) {
		const first = scored === 0 ? 0 : tokenToCutBefore(tokens, Math.max(0, scored - overlap));
		const last = Math.min(n, first + length);
		// A character may be longer than the chunk is; going forward beats never ending.
		const end = last === n ? n : Math.max(tokenToCutBefore(tokens, last), scored + 1);
		chunks.push({
			start: offsetOf(document, tokens, first),
			scoredFrom: offsetOf(document, tokens, scored),
			end: offsetOf(document, tokens, end),
		});
		scored = end;
	}
	return chunks;
}

/** The teacher-forced questions for a whole document, one per chunk. `length` comes from `chunkTokens`. */
export function wholeDocumentQuestions(
	document: Document,
	role: Role,
	tokens: TokenizeAnswer,
	length: number,
	scheme: SamplingScheme = EXTRACTION_SCHEME,
): readonly ScoreQuestion[] {
	return documentChunks(document, tokens, length).map((chunk) => ({
		kind: "score",
		role,
		text: document.text.slice(chunk.start, chunk.end),
		scoredFrom: chunk.scoredFrom - chunk.start,
		schemes: [scheme],
		top: 0,
	}));
}

/**
 * Joins the chunks' answers to records of the whole document, offsets into the document. The first failure is
 * returned as it is.
 */
export function joinChunks(
	chunks: readonly Chunk[],
	outcomes: readonly (Outcome | undefined)[],
): Outcome | ScoreAnswer {
	const answers: ScoreAnswer[] = [];
	for (const outcome of outcomes) {
		if (outcome?.kind === "score") answers.push(outcome);
		else if (outcome?.kind === "failure") return outcome;
		else return { kind: "failure", code: "engine", message: "A score question got an answer of another kind." };
	}
	const only = answers[0];
	if (answers.length === 1 && only && chunks[0]?.start === 0) return only;
	const shifted = (of: (a: ScoreAnswer) => Int32Array): Int32Array =>
		joinInts(answers.map((a, i) => of(a).map((offset) => offset + (chunks[i]?.start ?? 0))));
	return {
		kind: "score",
		ids: joinInts(answers.map((a) => a.ids)),
		starts: shifted((a) => a.starts),
		ends: shifted((a) => a.ends),
		logp: joinFloats(answers.map((a) => a.logp)),
		rank: joinInts(answers.map((a) => a.rank)),
		entropy: joinFloats(answers.map((a) => a.entropy)),
		sd: joinFloats(answers.map((a) => a.sd)),
		argmax: joinInts(answers.map((a) => a.argmax)),
		topIds: joinInts(answers.map((a) => a.topIds)),
		topLogp: joinFloats(answers.map((a) => a.topLogp)),
		logq: (only?.logq ?? []).map((_, scheme) => joinFloats(answers.map((a) => a.logq[scheme] ?? new Float32Array(0)))),
	} satisfies ScoreAnswer & TokenRecords;
}

function offsetOf(document: Document, tokens: TokenizeAnswer, index: number): number {
	return index === 0 ? 0 : index >= tokens.ids.length ? document.text.length : (tokens.starts[index] ?? 0);
}

function joinInts(parts: readonly Int32Array[]): Int32Array {
	const joined = new Int32Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
	const joined = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}
