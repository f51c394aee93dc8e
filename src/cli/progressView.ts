import type { AuditorEvent } from "../runtime/auditor.ts";
import { duration } from "./duration.ts";
import type { Output } from "./shell.ts";

type Progress = Extract<AuditorEvent, { readonly type: "progress" }>;

/** How a running audit is told on stderr. */
export interface ProgressView {
	follow(event: AuditorEvent): void;
	/** Leaves the terminal as it was found, with one line on what was done. */
	end(): void;
}

/** Lines for logs come at most this often. */
const LINE_INTERVAL_MS = 2_000;
const BAR_CELLS = 24;

/** A bar for a person at a terminal, plain lines for a log. `now` in milliseconds. */
export function progressView(output: Output, now: () => number = () => performance.now()): ProgressView {
	return output.isTTY ? new Bar(output, now) : new Lines(output, now);
}

class Bar implements ProgressView {
	readonly #output: Output;
	readonly #summary: Summary;
	#shown = "";
	/** Estimates change their mind; a bar that shrinks says nothing to anybody. */
	#share = 0;

	constructor(output: Output, now: () => number) {
		this.#output = output;
		this.#summary = new Summary(now);
	}

	follow(event: AuditorEvent): void {
		if (event.type === "progress") {
			this.#summary.follow(event);
			this.#share = Math.max(this.#share, event.expected === 0 ? 0 : event.answered / event.expected);
			this.#show(barLine(event, this.#share, this.#output.columns ?? 80));
		} else {
			const text = said(event);
			if (text === undefined) return;
			const bar = this.#shown;
			this.#show("");
			this.#output.write(`${text}\n`);
			this.#show(bar);
		}
	}

	end(): void {
		this.#show("");
		const line = this.#summary.line();
		if (line !== undefined) this.#output.write(`${line}\n`);
	}

	#show(line: string): void {
		if (line === this.#shown) return;
		this.#shown = line;
		this.#output.write(`\r\x1b[2K${line}`);
	}
}

class Lines implements ProgressView {
	readonly #output: Output;
	readonly #now: () => number;
	readonly #summary: Summary;
	#saidAt: number;

	constructor(output: Output, now: () => number) {
		this.#output = output;
		this.#now = now;
		this.#saidAt = now();
		this.#summary = new Summary(now);
	}

	follow(event: AuditorEvent): void {
		if (event.type === "progress") {
			this.#summary.follow(event);
			if (this.#now() - this.#saidAt < LINE_INTERVAL_MS) return;
			this.#saidAt = this.#now();
			this.#output.write(`${counts(event)}\n`);
		} else {
			const text = said(event);
			if (text !== undefined) this.#output.write(`${text}\n`);
		}
	}

	end(): void {
		const line = this.#summary.line();
		if (line !== undefined) this.#output.write(`${line}\n`);
	}
}

/** What an audit did, once it is over: "2,328 questions, 1,204 answered from the store, 31 s". */
class Summary {
	readonly #now: () => number;
	readonly #startedAt: number;
	#last: Progress | undefined;

	constructor(now: () => number) {
		this.#now = now;
		this.#startedAt = now();
	}

	follow(event: Progress): void {
		this.#last = event;
	}

	line(): string | undefined {
		if (!this.#last) return undefined;
		const { answered, known, reused } = this.#last;
		const of = answered < known ? `${grouped(answered)} of ${grouped(known)}` : grouped(answered);
		const seconds = (this.#now() - this.#startedAt) / 1000;
		const took = seconds < 90 ? `${Math.round(seconds)} s` : duration(seconds);
		return `${of} questions, ${grouped(reused)} answered from the store, ${took}`;
	}
}

const grouped = (count: number): string => count.toLocaleString("en");

function said(event: Exclude<AuditorEvent, Progress>): string | undefined {
	switch (event.type) {
		case "run":
			return event.resumed ? `Going on with run ${event.run}.` : `Run ${event.run}.`;
		case "notice":
			return `Note: ${event.message}`;
		case "model":
			if (event.state !== "loading") return undefined;
			return `Loading ${event.role === "other" ? "" : `the ${event.role} `}${event.name} (${event.backend}).`;
		case "document":
			return undefined;
	}
}

/** What a person wants to know of the progress, the first thing first; what goes beyond `columns` is left out. */
function counts(event: Progress, columns = Number.POSITIVE_INFINITY): string {
	const { answered, expected, known, tokensPerSecond, secondsLeft } = event;
	const parts = [`${grouped(answered)} of ${expected > known ? "about " : ""}${grouped(expected)} questions`];
	if (secondsLeft !== null) parts.push(`about ${duration(secondsLeft)} left`);
	if (tokensPerSecond > 0) parts.push(`${grouped(Math.round(tokensPerSecond))} tokens/s`);
	while (parts.length > 0 && parts.join(", ").length > columns) parts.pop();
	return parts.join(", ");
}

function barLine(event: Progress, share: number, columns: number): string {
	const full = Math.round(share * BAR_CELLS);
	const bar = `${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
	// A line that wraps cannot be taken back.
	const room = Math.max(0, columns - 1);
	return `${bar}${counts(event, room - bar.length)}`.slice(0, room);
}
