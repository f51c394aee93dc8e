import type { Document } from "../../corpus/document.ts";
import type { ScoreAnswer, TokenizeAnswer } from "../../model/answer.ts";
import type { Role, ScoreQuestion } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr } from "../askable.ts";
import type { Note, Probe, ProbeContext, ProbeRun } from "../probe.ts";
import { scoreDocument } from "../scoreDocument.ts";
import { chunkTokens } from "../wholeDocument.ts";
import { separation } from "./separation.ts";

/** Non-member texts before the document at most (arXiv 2406.15968 uses up to 28). */
const SHOTS = 28;
/** Share of the context that the shots may take; the rest is the document's. */
const ROOM = 0.5;

/**
 * ReCaLL (arXiv 2406.15968): how much a document's likelihood changes behind text that no model ever saw. What was learnt by
 * heart is told by the weights, and such a prefix only disturbs it. The prefix is made of holdout documents.
 */
export const recall: Probe = {
	id: "recall",
	version: 1,
	family: "membership",
	title: "ReCaLL",
	sets: ["forget", "holdout"],
	marks: false,
	metrics: [
		{
			name: "recall_ratio",
			title: "ReCaLL",
			orientation: "higher = more leakage",
			explanation:
				"Log-likelihood of the document behind texts that no model ever saw, over its log-likelihood alone; above 1 = they disturb it, as they do what was learnt (arXiv 2406.15968).",
		},
	],
	run,
	conclude: (samples, seed) => separation(recall, samples, seed),
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const none = { scores: [], findings: [], notes };
	const others = context.documents.holdout.filter((other) => other !== document);
	if (others.length === 0) {
		notes.push({ kind: "not-run", message: "ReCaLL needs holdout documents to put before the document." });
		return none;
	}
	const scored = yield* scoreDocument(document, context, notes);
	if (!scored) return none;
	const { tokens, records } = scored;
	const { prefix, end } = fitted(document, tokens, others, chunkTokens(context.models));
	const roles = Object.keys(records) as Role[];
	const text = `${prefix}${document.text.slice(0, end)}`;
	const outcomes = yield roles.map(
		(role): ScoreQuestion => ({ kind: "score", role, text, scoredFrom: prefix.length, schemes: [], top: 0 }),
	);
	const scores = roles.flatMap((role, i) => {
		const conditioned = answerOr(outcomes[i], "score", notes, role, { what: "The document behind other texts" });
		const own = records[role];
		if (!conditioned || !own) return [];
		const value = meanBefore(conditioned, prefix.length + end) / meanBefore(own, end);
		return Number.isNaN(value) ? [] : [{ metric: "recall_ratio", role, value }];
	});
	return { scores, findings: [], notes };
}

/**
 * As many holdout texts as half of the context holds, and how much of the document the other half does. Lengths of other texts
 * are told by the document's own characters per token.
 */
function fitted(document: Document, { starts }: TokenizeAnswer, others: readonly Document[], room: number) {
	const perToken = document.text.length / Math.max(1, starts.length);
	const most = Math.floor(room * ROOM * perToken);
	let prefix = "";
	for (const { text } of others.slice(0, SHOTS)) {
		const next = `${prefix}${text.trim()}\n\n`;
		if (next.length > most) break;
		prefix = next;
	}
	// One long text is cut rather than left out: without any there is nothing to compare with.
	if (prefix === "") prefix = `${(others[0]?.text ?? "").trim().slice(0, most)}\n\n`;
	const kept = Math.floor(room * (1 - ROOM) * 0.9);
	return { prefix, end: kept < starts.length ? (starts[kept] ?? document.text.length) : document.text.length };
}

/** Mean log p of the tokens that start before an offset. */
function meanBefore({ logp, starts }: ScoreAnswer, end: number): number {
	return mean(logp.filter((value, i) => !Number.isNaN(value) && (starts[i] ?? 0) < end));
}
