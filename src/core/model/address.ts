import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Question } from "./question.ts";

/**
 * The canonical text of a question: its fields in a fixed order, role left out, because the same question to the same
 * model is the same question whatever part the model plays. Its SHA-256 is the question's content address.
 */
export function canonical(question: Question): string {
	const known = texts.get(question);
	if (known !== undefined) return known;
	const text = JSON.stringify(fields(question));
	texts.set(question, text);
	return text;
}

/** Asked for twice of each question, on its way to the store and on its way there. */
const texts = new WeakMap<Question, string>();

/** The content address of a question. */
export function address(question: Question): string {
	return sha256Hex(canonical(question));
}

/** SHA-256 of a UTF-8 text, as lower-case hex. */
export function sha256Hex(text: string): string {
	return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Nothing when asked in plain text, so that such questions keep their addresses. */
const chat = (q: { readonly chat?: true }): readonly string[] => (q.chat ? ["chat"] : []);

function fields(q: Question): unknown[] {
	switch (q.kind) {
		case "tokenize":
			return [q.kind, q.text];
		case "score":
			return [q.kind, q.text, q.scoredFrom, q.schemes.map((s) => [s.temperature, s.topK]), q.top, ...chat(q)];
		case "generate": {
			const s = q.sampling;
			return [q.kind, q.prompt, q.maxTokens, s ? [s.temperature, s.topK, s.topP, s.seed] : null, q.stop, ...chat(q)];
		}
		case "embed":
			return [q.kind, q.text];
	}
}
