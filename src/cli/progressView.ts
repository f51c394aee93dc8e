import type { AuditorEvent } from "../runtime/auditor.ts";
import { duration } from "./duration.ts";
import type { Output } from "./shell.ts";

type Progress = Extract<AuditorEvent, { readonly type: "progress" }>;

/** How a running audit is told on stderr. */
export interface ProgressView {
	follow(event: AuditorEvent): void;
	/** Leaves the terminal as it was found. */
	end(): void;
}

/** Lines for logs come at most this often. */
const LINE_INTERVAL_MS = 2_000;
const BAR_CELLS = 24;

/** A bar for a person at a terminal, plain lines for a log. `now` in milliseconds. */
export function progressView(output: Output, now: () => number = () => performance.now()): ProgressView {
	return output.isTTY ? new Bar(output) : new Lines(output, now);
}

class Bar implements ProgressView {
	readonly #output: Output;
	#shown = "";
	/** Adaptive probes ask more as they go; a bar that shrinks says nothing to anybody. */
	#share = 0;

	constructor(output: Output) {
		this.#output = output;
	}

	follow(event: AuditorEvent): void {
		if (event.type === "progress") {
			this.#share = Math.max(this.#share, event.known === 0 ? 0 : event.answered / event.known);
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
	#saidAt: number;

	constructor(output: Output, now: () => number) {
		this.#output = output;
		this.#now = now;
		this.#saidAt = now();
	}

	follow(event: AuditorEvent): void {
		if (event.type === "progress") {
			if (this.#now() - this.#saidAt < LINE_INTERVAL_MS) return;
			this.#saidAt = this.#now();
			this.#output.write(`${counts(event)}\n`);
		} else {
			const text = said(event);
			if (text !== undefined) this.#output.write(`${text}\n`);
		}
	}

	end(): void {}
}

function said(event: Exclude<AuditorEvent, Progress>): string | undefined {
	switch (event.type) {
		case "run":
			return event.resumed ? `Going on with run ${event.run}.` : `Run ${event.run}.`;
		case "notice":
			return `Note: ${event.message}`;
		case "model":
			return event.state === "loading" ? `Loading the ${event.role} ${event.name} (${event.backend}).` : undefined;
		case "document":
			return undefined;
	}
}

function counts({ answered, known, tokensPerSecond, secondsLeft }: Progress): string {
	const parts = [`${answered} of ${known} questions`];
	if (tokensPerSecond > 0) parts.push(`${Math.round(tokensPerSecond)} tokens/s`);
	if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
	return parts.join(", ");
}

function barLine(event: Progress, share: number, columns: number): string {
	const full = Math.round(share * BAR_CELLS);
	const bar = `${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
	// A line that wraps cannot be taken back.
	return `${bar}${counts(event)}`.slice(0, Math.max(0, columns - 1));
}
