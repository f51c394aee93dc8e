/**
 * The real engine, watched: what it is asked and what it has handed over goes to WATCH_LOG, one JSON line an event, and
 * after WATCH_KILL {"victim", "answers", "delayMs", "signal"} it kills the parent or itself, once (WATCH_KILLED marks
 * that). Of the question with the address WATCH_POISON it dies whenever it is asked.
 */
import { appendFileSync, openSync } from "node:fs";
import { address } from "../../src/core/model/address.ts";
import type { Answered } from "../../src/core/model/languageModel.ts";
import type { Question } from "../../src/core/model/question.ts";

interface Kill {
	readonly victim: string;
	readonly answers: number;
	readonly delayMs: number;
	readonly signal?: NodeJS.Signals;
}

interface Message {
	readonly m?: string;
	readonly a?: readonly unknown[];
}

const { WATCH_ENGINE = "", WATCH_LOG = "", WATCH_KILL, WATCH_KILLED = "", WATCH_POISON } = process.env;
const order = WATCH_KILL ? (JSON.parse(WATCH_KILL) as Kill) : undefined;
const batches = new Map<unknown, readonly string[]>();
let answers = 0;

function note(event: Readonly<Record<string, unknown>>): void {
	appendFileSync(WATCH_LOG, `${JSON.stringify({ pid: process.pid, ...event })}\n`);
}

function killWhenDue(): void {
	if (!order || answers < order.answers) return;
	try {
		openSync(WATCH_KILLED, "wx");
	} catch {
		return;
	}
	const victim = order.victim === "self" ? process.pid : process.ppid;
	const { signal = "SIGKILL", delayMs } = order;
	setTimeout(() => process.kill(victim, signal), delayMs);
}

function handedOver({ m, a = [] }: Message): void {
	if (m !== "answered") return;
	const [batch, answered] = a as [unknown, readonly Answered[]];
	note({ answered: answered.map(({ index }) => batches.get(batch)?.[index]) });
	answers += answered.length;
	killWhenDue();
}

const send = process.send?.bind(process) as NonNullable<typeof process.send>;
process.send = ((message: Message, handle: undefined, options: object, done?: (error: Error | null) => void) =>
	send(message, handle, options, (error) => {
		// Only what has left this process counts as answered.
		if (!error) handedOver(message);
		done?.(error);
	})) as NonNullable<typeof process.send>;

await import(WATCH_ENGINE);

process.on("message", ({ m, a = [] }: Message) => {
	if (m === "open") killWhenDue();
	if (m !== "answer") return;
	const [batch, questions] = a as [unknown, readonly Question[]];
	const asked = questions.map(address);
	batches.set(batch, asked);
	note({ asked });
	if (WATCH_POISON && asked.includes(WATCH_POISON)) process.kill(process.pid, "SIGABRT");
});
