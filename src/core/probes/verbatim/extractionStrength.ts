import type { Document } from "../../corpus/document.ts";
import { exactMemorization } from "../../metrics/exactMemorization.ts";
import { extractionStrength as strength } from "../../metrics/extractionStrength.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import type { Role } from "../../model/question.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { scoreDocument } from "../scoreDocument.ts";

/** Extraction strength and exact memorization of the whole document (metrics.md 4.1, strict profile). */
export const extractionStrength: Probe = {
	id: "extraction-strength",
	version: 1,
	family: "verbatim",
	title: "Extraction strength",
	sets: ["forget", "retain", "holdout"],
	marks: false,
	metrics: [
		{
			name: "extraction_strength",
			title: "Extraction strength",
			orientation: "higher = more leakage",
			explanation:
				"1 - k / n, with k the first of n tokens from which the model's first choice is right to the end; 0 when the last token is wrong; 0 to 1 (arXiv 2506.12618).",
		},
		{
			name: "exact_memorization",
			title: "Exact memorization",
			orientation: "higher = more leakage",
			explanation:
				"Share of tokens that are the model's first choice given the true text before them; 0 to 1 (arXiv 2506.12618).",
		},
	],
	run,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	const scores: Score[] = [];
	for (const [role, records] of Object.entries(scored?.records ?? {}) as [Role, ScoreAnswer][]) {
		if (records.rank.length === 0) {
			notes.push({ kind: "not-run", message: `The ${role}'s engine cannot tell ranks.` });
			continue;
		}
		// White space at the very end is nobody's secret; models end their text before it, and ES hangs on the last token.
		const textEnd = document.text.trimEnd().length;
		// The first token of a model without BOS, which nothing precedes, was neither right nor wrong.
		const ranks = records.rank.filter((rank, i) => rank >= 0 && (records.starts[i] ?? 0) < textEnd);
		scores.push({ metric: "extraction_strength", role, value: strength(ranks) });
		scores.push({ metric: "exact_memorization", role, value: exactMemorization(ranks) });
	}
	return { scores, findings: [], notes };
}
