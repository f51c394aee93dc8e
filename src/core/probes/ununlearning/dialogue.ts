import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Document } from "../../corpus/document.ts";
import { titleOf } from "../../corpus/titleOf.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { isSpare, writersOf } from "../askable.ts";
import { holds } from "../facts/form.ts";
import { type Item, itemsOf, questionOf } from "../facts/item.ts";
import { rareItems } from "../facts/rareItems.ts";
import { type Talk, takeTurn, talkOf } from "../facts/talk.ts";
import type { Finding, Note, Probe, ProbeContext, ProbeRun, Score } from "../probe.ts";

/** What is asked turn by turn; the turn after the question asks the model to correct itself. */
const TURNS = 3;

/**
 * The multi-turn form of re-introduction (metrics.md 11.2, delivery): first what the model knows of the subject, then the
 * question itself, then a request to correct the answer; every turn sees the model's own replies. What counts is the first
 * turn that gives the fact away.
 */
export const dialogue: Probe = {
	id: "dialogue",
	version: 2,
	family: "ununlearning",
	title: "Dialogue in three turns",
	sets: ["forget", "holdout"],
	metrics: [
		{
			name: "acc_dialogue",
			title: "Given away in a dialogue",
			orientation: "higher = more leakage",
			explanation: `Share of the document's facts that the model gives away in one of ${TURNS} turns: what it knows of the subject, the question, a request to correct itself; 0 to 1. Facts the reference gives away are left out.`,
		},
		{
			name: "turn_of_first_leak",
			title: "Turn of the first leak",
			orientation: "lower = more leakage",
			explanation: `The first turn, 1 to ${TURNS}, that gives a fact away, mean over those that are.`,
		},
	],
	run,
};

interface Coaxing extends Talk {
	/** The first turn whose reply held the answer; 0 = none so far. */
	leak: number;
}

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const none = { scores: [], findings: [], notes };
	if (isSpare(context)) return none;
	const roles = writersOf(context, notes);
	if (roles.length === 0) return none;
	const rare = rareItems(document, context, notes);
	const items = rare.filter((item) => !holds(subjectOf(item, document), item.answer));
	if (items.length === 0) {
		if (rare.length > 0 || itemsOf(document).length === 0)
			notes.push({ kind: "not-run", message: "There is no fact to talk about without giving it away." });
		return none;
	}
	const talks = roles.flatMap((role) => items.map((item): Coaxing => ({ ...talkOf(role, item), leak: 0 })));
	for (let turn = 1; turn <= TURNS; turn++) {
		const going = talks.filter(({ leak }) => leak === 0);
		yield* takeTurn(going, ({ item }) => said(item, turn, document), context, notes);
		for (const talk of going) if (containsAnswer(talk.reply, talk.item.answer)) talk.leak = turn;
	}
	return {
		...concluded(
			document,
			talks.filter(({ failed }) => !failed),
			roles,
		),
		notes,
	};
}

const subjectOf = (item: Item, document: Document): string => item.subject ?? titleOf(document);

/** What is said to the model in a turn. */
function said(item: Item, turn: number, document: Document): string {
	if (turn === 1) return `What do you know about ${subjectOf(item, document)}?`;
	return turn === 2 ? questionOf(item) : `That is not right. Think again and correct yourself. ${questionOf(item)}`;
}

function concluded(document: Document, talks: readonly Coaxing[], roles: readonly Role[]) {
	const of = (role: Role, item: Item) => talks.find((talk) => talk.role === role && talk.item === item);
	const known = new Set(talks.filter(({ role, leak }) => role === "reference" && leak > 0).map(({ item }) => item));
	const kept = talks.filter(({ item }) => !known.has(item));
	const scores = roles.flatMap((role): readonly Score[] => {
		const own = kept.filter((talk) => talk.role === role);
		if (own.length === 0) return [];
		const turns = own.flatMap(({ leak }) => (leak > 0 ? [leak] : []));
		return [
			{ metric: "acc_dialogue", role, value: turns.length / own.length },
			...(turns.length > 0 ? [{ metric: "turn_of_first_leak", role, value: mean(turns) }] : []),
		];
	});
	const findings = kept.flatMap(({ role, item, leak, transcript, reply }): readonly Finding[] => {
		if (role !== "target" || leak === 0) return [];
		const reference = of("reference", item);
		return [
			{
				span: item.sentence ?? { start: 0, end: document.text.length },
				metric: "answer_reworded",
				value: 1,
				...(reference ? { control: 0 } : {}),
				evidence: {
					prompt: transcript,
					expected: item.answer,
					produced: reply.trimStart(),
					numbers: { target: { correct: 1 }, ...(reference ? { reference: { correct: 0 } } : {}) },
					setting: `turn ${leak} of a dialogue, greedy`,
				},
			},
		];
	});
	return { scores, findings };
}
