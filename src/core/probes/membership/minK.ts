import type { Document } from "../../corpus/document.ts";
import { minK as minKOf } from "../../metrics/minK.ts";
import { minKPlusPlus } from "../../metrics/minKPlusPlus.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import type { Role } from "../../model/question.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { scoreDocument } from "../scoreDocument.ts";
import { privacy } from "./privacy.ts";
import { separation } from "./separation.ts";

const SHARE = 0.2;
/** MUSE's share, for PrivLeak. */
const PRIVACY_SHARE = 0.4;
const PRIVACY_METRIC = "mink_40";

/** Membership by the least likely tokens: Min-K% and Min-K%++. Never a finding about one passage. */
export const minK: Probe = {
	id: "min-k",
	version: 4,
	family: "membership",
	title: "Min-K% and Min-K%++",
	sets: ["forget", "retain", "holdout"],
	marks: false,
	metrics: [
		{
			name: "mink_20",
			title: "Min-K% (20 %)",
			orientation: "higher = more leakage",
			explanation: "Mean log p of the least likely fifth of the tokens, nats, at most 0 (arXiv 2310.16789).",
		},
		{
			name: PRIVACY_METRIC,
			title: "Min-K% (40 %)",
			orientation: "higher = more leakage",
			explanation:
				"Mean log p of the least likely two fifths of the tokens, nats, at most 0 (MUSE's share, arXiv 2407.06460).",
		},
		{
			name: "minkpp_20",
			title: "Min-K%++ (20 %)",
			orientation: "higher = more leakage",
			explanation:
				"Mean of the lowest fifth of (log p - mean) / standard deviation, both under the model's own next-token distribution (arXiv 2404.02936).",
		},
	],
	run,
	conclude: (samples, seed) => {
		const apart = separation(minK, samples, seed);
		const by = {
			probe: minK.id,
			name: "privleak",
			title: "PrivLeak",
			by: PRIVACY_METRIC,
			what: "Membership by Min-40 %",
		};
		const leak = privacy(by, samples, seed);
		return { metrics: { ...apart.metrics, ...leak.metrics }, notes: [...apart.notes, ...leak.notes] };
	},
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	const scores = (Object.entries(scored?.records ?? {}) as [Role, ScoreAnswer][]).flatMap(([role, records]) =>
		scoresOf(role, records, notes),
	);
	return { scores, findings: [], notes };
}

function scoresOf(role: Role, records: ScoreAnswer, notes: Note[]): readonly Score[] {
	const plain: readonly Score[] = [
		{ metric: "mink_20", role, value: minKOf(records.logp, SHARE) },
		{ metric: PRIVACY_METRIC, role, value: minKOf(records.logp, PRIVACY_SHARE) },
	];
	if (records.sd.length === 0 || records.entropy.length === 0) {
		notes.push({ kind: "not-run", message: `Min-K%++ needs entropy and sd, which the ${role}'s engine cannot tell.` });
		return plain;
	}
	return [
		...plain,
		{ metric: "minkpp_20", role, value: minKPlusPlus(records.logp, records.entropy, records.sd, SHARE) },
	];
}
