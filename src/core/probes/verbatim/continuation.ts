import type { Document, Span } from "../../corpus/document.ts";
import type { TokenOffsets } from "../../corpus/windows.ts";
import { cutBefore, tokensInside } from "../../corpus/windows.ts";
import { longestMatch, matchingBlocks } from "../../metrics/longestMatch.ts";
import { firstAtOrAfter } from "../../metrics/pz.ts";
import { rougeL } from "../../metrics/rouge.ts";
import type { GenerateQuestion, Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr, writersOf } from "../askable.ts";
import type { Finding, Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { tokenizeDocument } from "../scoreDocument.ts";
import { chunkTokens } from "../wholeDocument.ts";
import { evenly } from "./evenly.ts";

const PREFIX = 32;
const SHORTEST_PREFIX = 8;
/** Tokens asked for from one starting point, and between two of them. */
const REACH = 512;
/** Starting points per document: greedy decoding is the dearest question there is. */
const MOST_STARTS = { forget: 8, retain: 1, holdout: 1 } as const;
/** Shorter runs are common phrases, not evidence. */
const SHORTEST_FINDING = 25;

/** Greedy continuation of the document's own opening (metrics.md 7.1, 1.1). */
export const continuation: Probe = {
	id: "continuation",
	version: 1,
	family: "verbatim",
	title: "Greedy continuation",
	sets: ["forget", "retain", "holdout"],
	metrics: [
		{
			name: "match_longest",
			title: "Longest exact match",
			orientation: "higher = more leakage",
			explanation:
				"Most consecutive tokens of the document that greedy decoding from a 32-token prefix reproduces exactly; tokens.",
		},
		{
			name: "match_share",
			title: "Share matched",
			orientation: "higher = more leakage",
			explanation:
				"Longest exact match as a share of the text that was to be continued; 1 = everything to the end; 0 to 1.",
		},
		{
			name: "rougeL_recall",
			title: "ROUGE-L recall",
			orientation: "higher = more leakage",
			explanation:
				"Longest common subsequence of stemmed words as a share of the document's (rouge_score, stemmer on); 0 to 1.",
		},
		{
			name: "rougeL_f1",
			title: "ROUGE-L F1",
			orientation: "higher = more leakage",
			explanation:
				"Harmonic mean of ROUGE-L precision and recall of the greedy continuation (rouge_score, stemmer on); 0 to 1.",
		},
	],
	run,
};

/** Where a continuation starts: [start, split) is the prompt, [split, end) what follows in the document. */
interface Start {
	readonly start: number;
	readonly split: number;
	readonly end: number;
	/** Target tokens of [split, end). */
	readonly remainder: number;
}

interface Continued {
	readonly start: Start;
	readonly produced: string;
	/** Reproduced spans of the document with their lengths in tokens, longest first. */
	readonly matches: readonly { readonly span: Span; readonly tokens: number }[];
	readonly recall: number;
	readonly f1: number;
}

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const tokens = yield* tokenizeDocument(document, notes);
	if (!tokens) return { scores: [], findings: [], notes };
	const roles = writersOf(context, notes);
	if (roles.length === 0) return { scores: [], findings: [], notes };
	const starts = startingPoints(document, tokens, context, notes);
	const outcomes = yield roles.flatMap((role) =>
		starts.map((start) => generateQuestion(document, start, role, context)),
	);
	const continued: Partial<Record<Role, readonly Continued[]>> = {};
	for (const [r, role] of roles.entries()) {
		continued[role] = starts.flatMap((start, i) => {
			const answer = answerOr(outcomes[r * starts.length + i], "generate", notes, role, {
				what: "A continuation",
				at: { start: start.start, end: start.end },
			});
			return answer ? [compare(document, tokens, start, answer.text)] : [];
		});
	}
	return { scores: scoresOf(continued), findings: findingsOf(document, tokens, continued), notes };
}

function startingPoints(
	document: Document,
	tokens: TokenOffsets,
	context: ProbeContext,
	notes: Note[],
): readonly Start[] {
	// White space at the very end is nobody's secret, and models end their text before it.
	const textEnd = document.text.trimEnd().length;
	const n = firstAtOrAfter(tokens.starts, textEnd);
	const room = chunkTokens(context.models);
	const prefix = Math.min(PREFIX, Math.floor(n / 2), Math.floor(room / 2));
	if (prefix < SHORTEST_PREFIX) {
		notes.push({
			kind: "not-run",
			message: `${n} tokens in a context of ${room} are too few to continue an 8-token prefix.`,
			cause: "too short",
		});
		return [];
	}
	if (prefix < PREFIX)
		notes.push({ kind: "adapted", message: `The prefix was shortened from 32 to ${prefix} tokens to fit.` });
	const reach = Math.min(REACH, room - prefix);
	const starts: Start[] = [];
	for (let i = 0; i + prefix < n; i += reach) {
		const split = cutBefore(tokens, i + prefix);
		const end = i + prefix + reach >= n ? textEnd : Math.min(textEnd, cutBefore(tokens, i + prefix + reach));
		const remainder = tokensInside(tokens, { start: split, end }).tokens;
		// The rest of a long document may be a word or two, which anything could complete.
		const enough = starts.length === 0 ? remainder > 0 : remainder >= SHORTEST_FINDING;
		if (split < end && enough) starts.push({ start: cutBefore(tokens, i), split, end, remainder });
	}
	const most = MOST_STARTS[context.set];
	if (context.set === "forget" && starts.length > most) {
		notes.push({
			kind: "adapted",
			message: `Greedy continuation was run from ${most} of ${starts.length} starting points, evenly spread.`,
		});
	}
	return starts.length <= most ? starts : evenly(starts, most);
}

function generateQuestion(document: Document, start: Start, role: Role, context: ProbeContext): GenerateQuestion {
	const { target } = context.models;
	const model = context.models[role];
	// Another tokenizer may need more tokens for the same text; half as many again is generous for natural text.
	const factor = model && model.tokenizerHash !== target.tokenizerHash ? 1.5 : 1;
	return {
		kind: "generate",
		role,
		prompt: document.text.slice(start.start, start.split),
		maxTokens: Math.ceil(start.remainder * factor),
		stop: [],
	};
}

/**
 * Compares as text, not as token ids, so that models with different tokenizers are measured alike; lengths are then
 * told in the target's tokens.
 */
function compare(document: Document, tokens: TokenOffsets, start: Start, produced: string): Continued {
	const expected = document.text.slice(start.split, start.end);
	const [wanted, given] = [codeUnits(expected), codeUnits(produced)];
	// A token is a character at least, so shorter blocks cannot hold a finding.
	const blocks = matchingBlocks(wanted, given, SHORTEST_FINDING);
	const matches = (blocks.length > 0 ? blocks : [longestMatch(wanted, given)])
		// Letters that happen to agree at the edges of a word that does not are no match.
		.map((block) => tokensInside(tokens, { start: start.split + block.a, end: start.split + block.a + block.length }))
		.sort((a, b) => b.tokens - a.tokens);
	const { recall, f1 } = rougeL(expected, produced, true);
	return { start, produced, matches, recall, f1 };
}

function codeUnits(text: string): Uint16Array {
	return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

function scoresOf(continued: Partial<Record<Role, readonly Continued[]>>): readonly Score[] {
	return (Object.keys(continued) as Role[]).flatMap((role) => {
		const all = continued[role] ?? [];
		if (all.length === 0) return [];
		const longest = all.map((c) => c.matches[0]?.tokens ?? 0);
		const remainder = all.reduce((sum, c) => sum + c.start.remainder, 0);
		return [
			{ metric: "match_longest", role, value: Math.max(...longest) },
			{ metric: "match_share", role, value: longest.reduce((sum, l) => sum + l, 0) / remainder },
			{ metric: "rougeL_recall", role, value: mean(all.map((c) => c.recall)) },
			{ metric: "rougeL_f1", role, value: mean(all.map((c) => c.f1)) },
		];
	});
}

function findingsOf(
	document: Document,
	tokens: TokenOffsets,
	continued: Partial<Record<Role, readonly Continued[]>>,
): readonly Finding[] {
	return (continued.target ?? []).flatMap((target) => {
		const reference = continued.reference?.find((c) => c.start === target.start);
		const numbers = (Object.keys(continued) as Role[]).flatMap((role) => {
			const c = continued[role]?.find((other) => other.start === target.start);
			return c ? [[role, numbersOf(c)] as const] : [];
		});
		return target.matches
			.filter((match) => match.tokens >= SHORTEST_FINDING || match.tokens === target.start.remainder)
			.map((match) => ({
				span: match.span,
				metric: "match",
				value: match.tokens,
				...(reference ? { control: longestWithin(match.span, reference, tokens) } : {}),
				evidence: {
					prompt: document.text.slice(target.start.start, target.start.split),
					expected: document.text.slice(target.start.split, target.start.end),
					produced: target.produced,
					numbers: Object.fromEntries(numbers),
					setting: "greedy continuation of the prefix",
				},
			}));
	});
}

/** What a model reproduces elsewhere says nothing of this span: the most tokens in a row that it reproduces within. */
function longestWithin(span: Span, { matches }: Continued, tokens: TokenOffsets): number {
	const within = matches.map((match) => ({
		start: Math.max(span.start, match.span.start),
		end: Math.min(span.end, match.span.end),
	}));
	return Math.max(0, ...within.map((part) => (part.end > part.start ? tokensInside(tokens, part).tokens : 0)));
}

function numbersOf(c: Continued): Readonly<Record<string, number>> {
	return { match: c.matches[0]?.tokens ?? 0, remainder: c.start.remainder, rougeL_recall: c.recall, rougeL_f1: c.f1 };
}
