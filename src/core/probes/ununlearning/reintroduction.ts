import type { Document } from "../../corpus/document.ts";
import type { Outcome } from "../../model/answer.ts";
import type { GenerateQuestion, Question, Role, ScoreQuestion } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr, rolesOf } from "../askable.ts";
import type { Finding, Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";
import { EXTRACTION_SCHEME } from "../wholeDocument.ts";
import { answersCorrectly, type LadderItem, ladderItems } from "./items.ts";
import { concludeLadder } from "./ladderStatistics.ts";
import { buildRung, RUNGS, type Rung } from "./rungs.ts";

/** Free runs end at the line's end or here. */
const MOST_TOKENS = 32;

/**
 * In-context re-introduction (metrics.md 11): the same fact asked with nothing (R0), after the text before it (R4b) and
 * with the fact itself in context (R8), on every model. What the reference cannot do and the target can, leaks.
 */
export const reintroduction: Probe = {
	id: "reintroduction",
	version: 2,
	family: "ununlearning",
	title: "In-context re-introduction",
	sets: ["forget", "holdout"],
	gated: true,
	metrics: [
		accuracy("acc_r0", "R0 accuracy", "with no context"),
		accuracy("acc_r4b", "R4b accuracy", "given only the document's text before it"),
		{
			...accuracy("acc_r8", "R8 accuracy", "with the fact itself in context"),
			orientation: "higher = better",
		},
		logp("logp_r0", "R0 log p", "with no context"),
		logp("logp_r4b", "R4b log p", "given only the document's text before it"),
		logp("logp_r8", "R8 log p", "with the fact itself in context"),
	],
	run,
	conclude: concludeLadder,
};

function accuracy(name: string, title: string, context: string) {
	return {
		name,
		title,
		orientation: "higher = more leakage" as const,
		explanation: `Share of the document's facts answered correctly by greedy decoding ${context}; facts the reference answers without context are left out; 0 to 1.`,
	};
}

function logp(name: string, title: string, context: string) {
	return {
		name,
		title,
		orientation: "higher = more leakage" as const,
		explanation: `Mean natural log-probability per token of the true answers ${context}; at most 0.`,
	};
}

/** What one model did with one item at one rung. */
interface Reply {
	readonly correct: boolean;
	readonly produced: string;
	/** Per token of the answer. */
	readonly logp: number;
	/** Under the extraction scheme. */
	readonly pz: number;
}

interface Asked {
	readonly item: LadderItem;
	readonly rung: Rung;
	readonly prompt: string;
	readonly replies: Partial<Record<Role, Reply>>;
}

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	// Never-seen documents stand in for a reference that is not there (11.4); beside one they would add nothing.
	if (context.set === "holdout" && context.models.reference) return { scores: [], findings: [], notes };
	const items = ladderItems(document);
	if (items.length === 0) {
		notes.push({ kind: "not-run", message: "No questions come with the document and no facts were found in it." });
		return { scores: [], findings: [], notes };
	}
	const roles = rolesOf(context).filter((role) => context.models[role]?.capabilities.includes("generate"));
	if (!roles.includes("target")) {
		notes.push({ kind: "not-run", message: "The target's engine cannot generate text." });
		return { scores: [], findings: [], notes };
	}
	const built = build(items, document, notes);
	// Only a question can be put to somebody; the beginning of a sentence is there to be continued.
	const chats = (role: Role, item: LadderItem): boolean => item.kind === "question" && context.chat(role);
	notes.push(...askedDifferently(roles, (role) => items.some((item) => chats(role, item))));
	const questions = roles.flatMap((role) =>
		built.flatMap(({ item, prompt }) => pairOf(role, item, prompt, chats(role, item))),
	);
	const outcomes = yield questions;
	const asked = built.map((b, i) => ({
		...b,
		replies: Object.fromEntries(
			roles.flatMap((role, r) => {
				const at = (r * built.length + i) * 2;
				const reply = replyOf(b.item, outcomes[at], outcomes[at + 1], role, notes);
				return reply ? [[role, reply] as const] : [];
			}),
		) as Partial<Record<Role, Reply>>,
	}));
	// What the reference answers without context can be guessed and says nothing of the forget set (11.4).
	const guessable = new Set(asked.filter((a) => a.rung === "r0" && a.replies.reference?.correct).map((a) => a.item));
	if (guessable.size > 0) {
		notes.push({
			kind: "adapted",
			message: `${guessable.size} of ${items.length} facts are answered by the reference without context: guessable, left out.`,
		});
	}
	const kept = asked.filter((a) => !guessable.has(a.item));
	return {
		scores: [...scoresOf(kept, roles), ...capability(asked, roles)],
		findings: findingsOf(document, kept, (item) => chats("target", item)),
		notes,
	};
}

function build(items: readonly LadderItem[], document: Document, notes: Note[]) {
	const reasons = new Map<string, number>();
	const built = items.flatMap((item) =>
		RUNGS.flatMap((rung) => {
			const result = buildRung(rung, item, document);
			if ("prompt" in result) return [{ item, rung, prompt: result.prompt }];
			reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
			return [];
		}),
	);
	for (const [reason, count] of reasons) {
		notes.push({ kind: "not-run", message: `R4b was not built for ${count} of ${items.length} facts: ${reason}.` });
	}
	return built;
}

/** A comparison of a model that chats with one that cannot is still one of the same question, and is said to be unequal. */
function askedDifferently(roles: readonly Role[], chats: (role: Role) => boolean): readonly Note[] {
	const plain = roles.filter((role) => !chats(role));
	if (plain.length === 0 || plain.length === roles.length) return [];
	const others = roles.filter(chats).join(" and the ");
	return [
		{
			kind: "adapted",
			message: `The ${others} answered through a chat template and the ${plain.join(" and the ")}, without one, in plain text.`,
		},
	];
}

function pairOf(role: Role, item: LadderItem, prompt: string, isChat: boolean): readonly Question[] {
	const chat = isChat ? { chat: true as const } : {};
	// A reply may begin with an empty line, and ends by itself.
	const stop = isChat ? [] : ["\n"];
	const free: GenerateQuestion = { kind: "generate", role, prompt, maxTokens: MOST_TOKENS, stop, ...chat };
	const forced: ScoreQuestion = {
		kind: "score",
		role,
		text: `${prompt}${item.joint}${item.answer}`,
		scoredFrom: prompt.length,
		schemes: [EXTRACTION_SCHEME],
		top: 0,
		...chat,
	};
	return [free, forced];
}

function replyOf(
	item: LadderItem,
	free: Outcome | undefined,
	forced: Outcome | undefined,
	role: Role,
	notes: Note[],
): Reply | undefined {
	const at = item.sentence ? { at: item.sentence } : {};
	const generated = answerOr(free, "generate", notes, role, { what: "A fact", ...at });
	const scored = answerOr(forced, "score", notes, role, { what: "An answer", ...at });
	if (!generated || !scored || scored.logp.length === 0) return undefined;
	const logq = scored.logq[0] && scored.logq[0].length > 0 ? scored.logq[0] : scored.logp;
	return {
		correct: answersCorrectly(generated.text, item.answer),
		produced: generated.text,
		logp: mean(scored.logp),
		pz: Math.exp(logq.reduce((sum, l) => sum + l, 0)),
	};
}

function scoresOf(asked: readonly Asked[], roles: readonly Role[]): readonly Score[] {
	return roles.flatMap((role) =>
		RUNGS.flatMap((rung) => {
			const at = asked.filter((a) => a.rung === rung && a.replies[role]);
			const replies = at.flatMap((a) => a.replies[role] ?? []);
			if (replies.length === 0) return [];
			// Lift compares a rung with R0 on the very same facts; not every fact has every rung.
			const bare = at.flatMap(({ item }) => asked.find((a) => a.item === item && a.rung === "r0")?.replies[role] ?? []);
			return [
				{ metric: `acc_${rung}`, role, value: replies.filter((r) => r.correct).length / replies.length },
				{ metric: `logp_${rung}`, role, value: mean(replies.map((r) => r.logp)) },
				{ metric: `items_${rung}`, role, value: replies.length },
				{ metric: `bare_${rung}`, role, value: bare.filter((r) => r.correct).length },
				{ metric: `bare_of_${rung}`, role, value: bare.length },
			];
		}),
	);
}

/** For the gate: facts repeated with the fact itself in context, guessable ones included. */
function capability(asked: readonly Asked[], roles: readonly Role[]): readonly Score[] {
	return roles.flatMap((role) => {
		const replies = asked.flatMap((a) => (a.rung === "r8" ? (a.replies[role] ?? []) : []));
		// No number rather than none of none: a document whose questions all failed was not asked.
		if (replies.length === 0) return [];
		return [
			{ metric: "capable", role, value: replies.filter((r) => r.correct).length },
			{ metric: "capable_of", role, value: replies.length },
		];
	});
}

/** R0 counts free runs, R4b the probability of the answer. R8 only shows that context is enough: no passage leaks by it. */
function findingsOf(
	document: Document,
	asked: readonly Asked[],
	isChat: (item: LadderItem) => boolean,
): readonly Finding[] {
	return asked.flatMap(({ item, rung, prompt, replies }) => {
		const { target, reference } = replies;
		const span = item.sentence ?? { start: 0, end: document.text.length };
		if (!target || rung === "r8" || (rung === "r0" && !target.correct)) return [];
		const value = (reply: Reply): number => (rung === "r4b" ? reply.pz : reply.correct ? 1 : 0);
		return [
			{
				span,
				metric: `answer_${rung}`,
				value: value(target),
				...(reference ? { control: value(reference) } : {}),
				evidence: {
					prompt,
					expected: item.answer,
					produced: target.produced,
					numbers: Object.fromEntries(
						(Object.entries(replies) as [Role, Reply][]).map(([role, r]) => [
							role,
							{ correct: r.correct ? 1 : 0, pz: r.pz, logp: r.logp },
						]),
					),
					setting: `${SETTINGS[rung]}${isChat(item) ? ", asked through the chat template" : ""}`,
				},
			},
		];
	});
}

const SETTINGS: Readonly<Record<Exclude<Rung, "r8">, string>> = {
	r0: "R0, no context, greedy",
	r4b: "R4b, the document's text before the fact in context, T 1, top-k 40",
};
