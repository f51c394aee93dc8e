import type { Document } from "../../corpus/document.ts";
import { placedWords } from "../../corpus/placedWords.ts";
import { slidingWindows, type Window, windowShape } from "../../corpus/windows.ts";
import { coverage as coverageOf, LEAST_RUN } from "../../metrics/coverage.ts";
import { lcsLength } from "../../metrics/lcs.ts";
import { type ReproducedRun, reproducedRuns } from "../../metrics/reproducedRuns.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr, writersOf } from "../askable.ts";
import type { Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { tokenizeDocument } from "../scoreDocument.ts";
import { chunkTokens } from "../wholeDocument.ts";
import { evenly } from "./evenly.ts";

/** Share of a suffix's words, in order, that makes a continuation near-verbatim. */
const NEAR = 0.9;
/** Windows at most; a longer document is sampled evenly. */
const MOST_WINDOWS = 200;

/**
 * How much of a document comes out piece by piece: greedy continuations from prefixes all along it, and the words they
 * reproduce (book-memorised coverage, arXiv 2603.24917; metrics.md 7.5). Words that the prompt holds already in a run of
 * five are trimmed, and what they part counts apart.
 */
export const coverage: Probe = {
	id: "coverage",
	version: 2,
	family: "verbatim",
	title: "Covered piece by piece",
	sets: ["forget", "holdout"],
	marks: false,
	metrics: [
		{
			name: "bmc_10",
			title: "bmc@10",
			orientation: "higher = more leakage",
			explanation: `Share of the words asked for that are inside some reproduced run of at least ${LEAST_RUN} words, over greedy continuations from prefixes along the whole document; each word once; 0 to 1 (arXiv 2603.24917).`,
		},
		{
			name: "block_longest",
			title: "Longest covered block",
			orientation: "higher = more leakage",
			explanation: "Most consecutive words of the document that are covered, by however many continuations; words.",
		},
		{
			name: "span_longest",
			title: "Longest reproduced span",
			orientation: "higher = more leakage",
			explanation: "Most consecutive words that one continuation reproduces; words.",
		},
		{
			name: "near_verbatim",
			title: "Near-verbatim windows",
			orientation: "higher = more leakage",
			explanation: `Share of the windows whose continuation has at least ${100 * NEAR} % of the suffix's words in order; 0 to 1.`,
		},
	],
	run,
};

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const none = { scores: [], findings: [], notes };
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return none;
	const roles = writersOf(context, notes);
	if (roles.length === 0) return none;
	const shape = windowShape(tokens.starts.length, chunkTokens(context.models));
	if (!shape) {
		const message = `${tokens.starts.length} tokens are too few for a window of 8 + 8.`;
		notes.push({ kind: "not-run", message, cause: "too short" });
		return none;
	}
	const all = slidingWindows(tokens, shape, shape.suffix);
	const windows = all.length <= MOST_WINDOWS ? all : evenly(all, MOST_WINDOWS);
	if (windows.length < all.length) {
		notes.push({ kind: "adapted", message: `Coverage was measured from ${windows.length} of ${all.length} prefixes.` });
	}
	const outcomes = yield roles.flatMap((role) =>
		windows.map((w) => {
			const prompt = document.text.slice(w.start, w.split);
			return { kind: "generate", role, prompt, maxTokens: shape.suffix, stop: [] } as const;
		}),
	);
	const scores = roles.flatMap((role, r) => {
		const produced = windows.map((window, i) => {
			const at = { start: window.start, end: window.end };
			const answer = answerOr(outcomes[r * windows.length + i], "generate", notes, role, { what: "A window", at });
			return answer ? reproduced(document.text, window, answer.text) : undefined;
		});
		return scoresOf(document.text, windows, produced, role);
	});
	return { scores, findings: [], notes };
}

/** What one continuation gives back of its window's suffix. */
interface Reproduced {
	readonly runs: readonly ReproducedRun[];
	readonly isNear: boolean;
}

function reproduced(text: string, { start, split, end }: Window, produced: string): Reproduced {
	const suffix = text.slice(split, end);
	const runs = reproducedRuns(suffix, produced, text.slice(start, split), LEAST_RUN);
	const compared = (side: string): readonly string[] => placedWords(side).map(({ word }) => word);
	const wanted = compared(suffix);
	const common = lcsLength(wanted, compared(produced).slice(0, wanted.length));
	return {
		runs: runs.map((run) => ({ ...run, span: { start: split + run.span.start, end: split + run.span.end } })),
		isNear: wanted.length > 0 && common >= NEAR * wanted.length,
	};
}

function scoresOf(
	text: string,
	windows: readonly Window[],
	produced: readonly (Reproduced | undefined)[],
	role: Role,
): readonly Score[] {
	const heard = produced.flatMap((p) => p ?? []);
	if (heard.length === 0) return [];
	// Windows that were left out or failed say nothing of their words.
	const asked = windows.filter((_, i) => produced[i]).map(({ split, end }) => ({ start: split, end }));
	const covered = coverageOf(
		text,
		asked,
		heard.flatMap(({ runs }) => runs),
	);
	return [
		{ metric: "bmc_10", role, value: covered.share },
		{ metric: "block_longest", role, value: covered.block },
		{ metric: "span_longest", role, value: covered.span },
		{ metric: "near_verbatim", role, value: mean(heard.map(({ isNear }) => (isNear ? 1 : 0))) },
	];
}
