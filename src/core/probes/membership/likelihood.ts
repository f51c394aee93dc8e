import type { Document } from "../../corpus/document.ts";
import { zlibBytes } from "../../metrics/zlibBytes.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { type ScoredDocument, scoreDocument } from "../scoreDocument.ts";
import { separation } from "./separation.ts";

/**
 * Membership by how likely the whole document is, plain and against three yardsticks of how likely it should be: its own
 * compressed size, its own lower-cased text, and a model that never saw it (metrics.md 2.3 and 8). Never a finding about
 * one passage.
 */
export const likelihood: Probe = {
	id: "likelihood",
	version: 1,
	family: "membership",
	title: "Likelihood and its yardsticks",
	sets: ["forget", "retain", "holdout"],
	marks: false,
	metrics: [
		{
			name: "loss",
			title: "Loss",
			orientation: "lower = more leakage",
			explanation:
				"Mean negative log-probability of the document's tokens; nats, at least 0 (Yeom et al., arXiv 1709.01604).",
		},
		{
			name: "loss_zlib",
			title: "Loss per compressed byte",
			orientation: "lower = more leakage",
			explanation:
				"Loss over the bytes of the document's zlib stream: text that is hard to compress and easy to predict was seen; nats per byte, at least 0 (arXiv 2012.07805).",
		},
		{
			name: "loss_lower",
			title: "Loss against lower case",
			orientation: "lower = more leakage",
			explanation:
				"Loss over the loss of the same text in lower case: 1 = capitals do not matter, below 1 = the document is expected as it was written (arXiv 2012.07805).",
		},
		{
			name: "loss_reference",
			title: "Loss against the reference",
			orientation: "lower = more leakage",
			explanation:
				"Loss minus the reference model's loss on the same tokens; nats, below 0 = expected more than by a model that never saw it (arXiv 2112.03570).",
		},
	],
	run,
	conclude: (samples, seed) => separation(likelihood, samples, seed),
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	if (!scored) return { scores: [], findings: [], notes };
	const lowered = document.text.toLowerCase();
	const hasCase = lowered !== document.text;
	// Notes on the lower-cased text would say again what was said of the document.
	const lower = hasCase ? yield* scoreDocument({ ...document, text: lowered }, context, []) : undefined;
	if (!hasCase) {
		notes.push({ kind: "not-run", message: "The document has no capitals, so lower case is no yardstick for it." });
	}
	return { scores: scoresOf(document, scored, lower, context, notes), findings: [], notes };
}

function scoresOf(
	document: Document,
	{ records }: ScoredDocument,
	lower: ScoredDocument | undefined,
	{ models }: ProbeContext,
	notes: Note[],
): readonly Score[] {
	const bytes = zlibBytes(document.text);
	const reference = records.reference && lossOf(records.reference);
	return (Object.entries(records) as [Role, ScoreAnswer][]).flatMap(([role, own]) => {
		const loss = lossOf(own);
		const scores: Score[] = [
			{ metric: "loss", role, value: loss },
			{ metric: "loss_zlib", role, value: loss / bytes },
		];
		const lowered = lower?.records[role];
		if (lowered) scores.push({ metric: "loss_lower", role, value: loss / lossOf(lowered) });
		if (reference === undefined || role === "reference") return scores;
		if (models[role]?.tokenizerHash === models.reference?.tokenizerHash) {
			scores.push({ metric: "loss_reference", role, value: loss - reference });
		} else {
			notes.push({
				kind: "not-run",
				message: `The ${role} and the reference have different tokens, whose losses cannot be subtracted.`,
			});
		}
		return scores;
	});
}

/** Without BOS nothing precedes the first token, whose log p is NaN. */
const lossOf = ({ logp }: ScoreAnswer): number => -mean(logp.filter((value) => !Number.isNaN(value)));
