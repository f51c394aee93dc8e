import { forgottenTruth, truthRatio as ratioOf, truthPreference } from "../../metrics/truthRatio.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { isSpare } from "../askable.ts";
import { type Asked, askForms } from "../facts/askForms.ts";
import { decoysFor } from "../facts/decoys.ts";
import { bare, type Form } from "../facts/form.ts";
import type { Note, Probe, Score } from "../probe.ts";

/** Wrong answers at most: TOFU has five of each. */
const MOST = 5;

/** The true answer and wrong ones of its kind, each after the plain question: the true one's is the question R0 asks. */
const amongWrong: Form = {
	id: "truth",
	name: "Truth ratio",
	words: "wrong answers in the true one's place",
	kind: "residual",
	build(item, around) {
		const decoys = decoysFor(item, around).slice(0, MOST);
		if (decoys.length === 0) return { reason: "there is no other answer of its kind" };
		const { prompt, joint, addressed } = bare(item);
		return { kind: "choice", joint, addressed, orders: [{ prompt, options: [item.answer, ...decoys], right: 0 }] };
	},
};

const HOW = `the probability per token of up to ${MOST} wrong answers of the same kind over the true answer's, after the plain question`;
const PAPER = "arXiv 2401.06121, the answer itself in its paraphrase's place";

/** Whether the model still prefers the truth: the likelihood of true answers against wrong ones of their kind. */
export const truthRatio: Probe = {
	id: "truth-ratio",
	version: 2,
	family: "knowledge",
	title: "Truth ratio",
	sets: ["forget", "holdout"],
	marks: false,
	metrics: [
		{
			name: "truth_ratio",
			title: "Truth ratio (geometric)",
			orientation: "lower = more leakage",
			explanation: `r or 1/r, whichever is smaller, mean over the document's facts; r is ${HOW}, the wrong ones' geometric mean; 0 to 1, 1 = true and wrong are not told apart (TOFU's code, ${PAPER}).`,
		},
		{
			name: "truth_ratio_arithmetic",
			title: "Truth ratio (arithmetic)",
			orientation: "lower = more leakage",
			explanation: `The same with the wrong ones' arithmetic mean, as TOFU's paper defines it (${PAPER}).`,
		},
		{
			name: "truth_preference",
			title: "Preference of the truth",
			orientation: "higher = more leakage",
			explanation: `1 / (1 + r), mean over the document's facts; r is ${HOW}, the wrong ones' geometric mean; 0 to 1, 0.5 = not told apart.`,
		},
	],
	*run(document, context) {
		const notes: Note[] = [];
		const all = isSpare(context) ? undefined : yield* askForms(document, context, [amongWrong], notes);
		return { scores: all ? all.roles.flatMap((role) => scoresOf(role, all.asked)) : [], findings: [], notes };
	},
};

function scoresOf(role: Role, asked: readonly Asked[]): readonly Score[] {
	const replies = asked.flatMap(({ replies: r }) => r[role] ?? []);
	if (replies.length === 0) return [];
	const geometric = replies.map(({ logp, wrong = [] }) => ratioOf(logp, wrong, "geometric"));
	const arithmetic = replies.map(({ logp, wrong = [] }) => ratioOf(logp, wrong, "arithmetic"));
	return [
		{ metric: "truth_ratio", role, value: mean(geometric.map(forgottenTruth)) },
		{ metric: "truth_ratio_arithmetic", role, value: mean(arithmetic.map(forgottenTruth)) },
		{ metric: "truth_preference", role, value: mean(geometric.map(truthPreference)) },
		{ metric: `items_${amongWrong.id}`, role, value: replies.length },
	];
}
