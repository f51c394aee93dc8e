import type { Document } from "../corpus/document.ts";
import type { Outcome, ScoreAnswer, TokenizeAnswer } from "../model/answer.ts";
import type { Question, Role } from "../model/question.ts";
import { answerOr, rolesOf } from "./askable.ts";
import { EXTRACTION, schemeOf } from "./extractionSettings.ts";
import type { Note, ProbeContext } from "./probe.ts";
import { chunkTokens, documentChunks, joinChunks, tokenizeQuestion, wholeDocumentQuestions } from "./wholeDocument.ts";

/** A document's tokens under the target and its token records under every model that could be asked. */
export interface ScoredDocument {
	readonly tokens: TokenizeAnswer;
	readonly records: Readonly<Partial<Record<Role, ScoreAnswer>>>;
}

/** First stage of most probes: the target's tokens. Failures and empty documents become notes. */
export function* tokenizeDocument(
	document: Document,
	notes: Note[],
): Generator<readonly Question[], TokenizeAnswer | undefined, readonly Outcome[]> {
	const outcomes = yield [tokenizeQuestion(document)];
	const tokens = answerOr(outcomes[0], "tokenize", notes, "target", { what: "The document's tokens" });
	if (tokens && tokens.ids.length > 0) return tokens;
	if (tokens) notes.push({ kind: "not-run", message: "The document holds no tokens.", cause: "too short" });
	return undefined;
}

/** Two stages shared by all likelihood probes: the target's tokens, then the whole document under every model. */
export function* scoreDocument(
	document: Document,
	context: ProbeContext,
	notes: Note[],
): Generator<readonly Question[], ScoredDocument | undefined, readonly Outcome[]> {
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return undefined;
	const length = chunkTokens(context.models);
	const chunks = documentChunks(document, tokens, length);
	if (chunks.length > 1) {
		notes.push({
			kind: "adapted",
			message: `The document is longer than the context: its ${tokens.ids.length} tokens were scored in ${chunks.length} overlapping chunks.`,
		});
	}
	const roles = rolesOf(context);
	const scheme = schemeOf(context.extraction ?? EXTRACTION);
	const outcomes = yield roles.flatMap((role) => wholeDocumentQuestions(document, role, tokens, length, scheme));
	const records: Partial<Record<Role, ScoreAnswer>> = {};
	for (const [i, role] of roles.entries()) {
		const own = outcomes.slice(i * chunks.length, (i + 1) * chunks.length);
		const failed = chunks[own.findIndex(({ kind }) => kind === "failure")];
		const at = failed && chunks.length > 1 ? { at: { start: failed.start, end: failed.end } } : {};
		const answer = answerOr(joinChunks(chunks, own), "score", notes, role, { what: "The whole document", ...at });
		if (answer) records[role] = answer;
	}
	return { tokens, records };
}
