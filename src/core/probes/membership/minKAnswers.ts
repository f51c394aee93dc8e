import type { Document } from "../../corpus/document.ts";
import { minK } from "../../metrics/minK.ts";
import { answerOr, rolesOf } from "../askable.ts";
import { bare } from "../facts/form.ts";
import { itemsOf } from "../facts/item.ts";
import { answerQuestion } from "../facts/reply.ts";
import type { Conclusion, Note, Probe, ProbeContext, ProbeRun, ProbeSample } from "../probe.ts";
import { privacy } from "./privacy.ts";
import { separation } from "./separation.ts";

/** MUSE's share, as of whole documents. */
const SHARE = 0.4;
const METRIC = "mink_40_answers";

/**
 * Membership by a document's answers alone: over whole texts, what stands around the answers outweighs them (metrics.md 2.3).
 * The questions are those of R0 and of plain knowledge, so that where a document is asked them it is asked nothing new.
 * Silent about documents without questions: facts found in sentences are parts of the text like any other.
 */
export const minKAnswers: Probe = {
	id: "min-k-answers",
	version: 1,
	family: "membership",
	title: "Min-K% of answers",
	sets: ["forget", "holdout"],
	marks: false,
	metrics: [
		{
			name: METRIC,
			title: "Min-K% of answers (40 %)",
			orientation: "higher = more leakage",
			explanation:
				"Mean log p of the least likely two fifths of the tokens of the document's true answers, each after its question, nats, at most 0; documents that come with questions only.",
		},
	],
	run,
	conclude,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	if (document.questions.length === 0) return { scores: [], findings: [], notes };
	const askings = itemsOf(document).map(bare);
	const roles = rolesOf(context);
	const outcomes = yield roles.flatMap((role) =>
		askings.map((asking) => answerQuestion(asking, role, asking.addressed && context.chat(role))),
	);
	const scores = roles.flatMap((role, r) => {
		const own = outcomes.slice(r * askings.length, (r + 1) * askings.length);
		const answers = own.map((outcome) => answerOr(outcome, "score", notes, role, { what: "An answer" }));
		// The least likely tokens of some answers only would make a document look better known than it is.
		if (answers.some((answer) => answer === undefined)) return [];
		const logp = answers.flatMap((answer) => Array.from(answer?.logp ?? []));
		const value = minK(logp, SHARE);
		return Number.isNaN(value) ? [] : [{ metric: METRIC, role, value }];
	});
	return { scores, findings: [], notes };
}

/** Nothing where no forget document has answers; that holdout documents come with none is said once. */
function conclude(samples: readonly ProbeSample[], seed: number): Conclusion {
	const holdout = samples.filter(({ set }) => set === "holdout");
	const isTold = samples.some(({ set, result }) => set === "forget" && result.scores.length > 0);
	if (holdout.length === 0 || !isTold) return { metrics: {}, notes: [] };
	if (holdout.every(({ document }) => document.questions.length === 0)) {
		const message =
			"No holdout document comes with questions, whose answers those of forget documents are compared with.";
		return { metrics: {}, notes: [{ kind: "not-run", message }] };
	}
	const apart = separation(minKAnswers, samples, seed);
	const leak = privacy(
		{
			probe: minKAnswers.id,
			name: "privleak_answers",
			title: "PrivLeak of answers",
			by: METRIC,
			what: "Membership by Min-40 % of the true answers alone, which the words around them outweigh over whole texts,",
		},
		samples,
		seed,
	);
	return { metrics: { ...apart.metrics, ...leak.metrics }, notes: [...apart.notes, ...leak.notes] };
}
