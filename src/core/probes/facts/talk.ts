import type { Outcome } from "../../model/answer.ts";
import type { GenerateQuestion, Question, Role } from "../../model/question.ts";
import { answerOr } from "../askable.ts";
import type { Note, ProbeContext } from "../probe.ts";
import { framed, type Item } from "./item.ts";

const MOST_TOKENS = 32;

/** A talk with one model about one fact: every turn sees what was said before it, the model's own replies included. */
export interface Talk {
	readonly role: Role;
	readonly item: Item;
	transcript: string;
	/** The last reply, with a space before it. */
	reply: string;
	/** A turn was not answered; the talk is over. */
	failed: boolean;
}

export function talkOf(role: Role, item: Item): Talk {
	return { role, item, transcript: "", reply: "", failed: false };
}

/** One more turn of every talk that has not failed: a question, and the model's reply. */
export function* takeTurn<T extends Talk>(
	talks: readonly T[],
	questionOf: (talk: T) => string,
	context: ProbeContext,
	notes: Note[],
): Generator<readonly Question[], void, readonly Outcome[]> {
	const going = talks.filter(({ failed }) => !failed);
	for (const talk of going) {
		const before = talk.transcript === "" ? "" : `${talk.transcript}${talk.reply}\n\n`;
		talk.transcript = `${before}${framed(questionOf(talk))}`;
	}
	const outcomes = yield going.map((talk) => asked(talk, context));
	for (const [i, talk] of going.entries()) {
		const at = talk.item.sentence ? { at: talk.item.sentence } : {};
		const answer = answerOr(outcomes[i], "generate", notes, talk.role, { what: "A turn of a dialogue", ...at });
		talk.failed = answer === undefined;
		// A space stands between the frame and what models write after it, but for those that write it themselves.
		talk.reply = answer ? (/^\s/.test(answer.text) ? answer.text : ` ${answer.text}`) : "";
	}
}

function asked({ role, transcript: prompt }: Talk, context: ProbeContext): GenerateQuestion {
	const isChat = context.chat(role);
	const plain = { kind: "generate", role, prompt, maxTokens: MOST_TOKENS, stop: isChat ? [] : ["\n"] } as const;
	return isChat ? { ...plain, chat: true } : plain;
}
