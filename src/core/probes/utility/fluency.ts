import type { Document } from "../../corpus/document.ts";
import { ngramEntropy } from "../../metrics/ngramEntropy.ts";
import { answerOr, writersOf } from "../askable.ts";
import type { Note, Probe, ProbeContext, ProbeRun } from "../probe.ts";
import { tokenizeDocument } from "../scoreDocument.ts";

/** Tokens of a retained document that are given, and tokens written after them. */
const PREFIX = 16;
const WRITTEN = 128;

/** Whether the model still writes language: what it makes of the openings of texts it was meant to keep. */
export const fluency: Probe = {
	id: "fluency",
	version: 1,
	family: "utility",
	title: "Fluency",
	sets: ["retain"],
	marks: false,
	metrics: [
		{
			name: "fluency",
			title: "Fluency",
			orientation: "higher = better",
			explanation: `Entropy of the bigrams and trigrams of ${WRITTEN} greedily written tokens after the first ${PREFIX} of a document, bits; 0 = one word over and over (arXiv 2406.10890). Told beside the original's.`,
		},
	],
	run,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const none = { scores: [], findings: [], notes };
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return none;
	const end = tokens.starts[PREFIX];
	if (end === undefined) {
		notes.push({ kind: "not-run", message: `The document has no more than ${PREFIX} tokens.`, cause: "too short" });
		return none;
	}
	const roles = writersOf(context, notes);
	if (roles.length === 0) return none;
	const prompt = document.text.slice(0, end);
	const outcomes = yield roles.map(
		(role) => ({ kind: "generate", role, prompt, maxTokens: WRITTEN, stop: [] }) as const,
	);
	const scores = roles.flatMap((role, i) => {
		const answer = answerOr(outcomes[i], "generate", notes, role, { what: "The document's opening" });
		const value = answer ? ngramEntropy(answer.text) : Number.NaN;
		return Number.isNaN(value) ? [] : [{ metric: "fluency", role, value }];
	});
	return { scores, findings: [], notes };
}
