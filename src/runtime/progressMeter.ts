import type { AuditorEvent } from "./auditor.ts";

type Progress = Extract<AuditorEvent, { readonly type: "progress" }>;

/** At most 20 events a second. */
const INTERVAL_MS = 50;
/** The speed shown is that of the last few seconds. */
const WINDOW_MS = 5_000;
/** Before this much has been asked, time left is a guess not worth showing. */
const SETTLED_MS = 1_000;
const SETTLED_ANSWERS = 5;

/** Turns counts into progress events: thinned, with tokens a second and the time left. */
export class ProgressMeter {
	readonly #emit: (event: Progress) => void;
	readonly #now: () => number;
	#answered = 0;
	#known = 0;
	#expected = 0;
	#reused = 0;
	#before = { answered: 0, known: 0 };
	#emittedAt = Number.NEGATIVE_INFINITY;
	#pending = false;
	/** When the engines were first asked, and how much was answered by then. */
	#asking: { readonly at: number } | undefined;
	readonly #decoded: { readonly at: number; readonly tokens: number }[] = [];

	/** `now` in milliseconds. */
	constructor(emit: (event: Progress) => void, now: () => number = () => performance.now()) {
		this.#emit = emit;
		this.#now = now;
	}

	/** The engines begin to work. */
	asking(): void {
		this.#asking ??= { at: this.#now() };
	}

	decoded(tokens: number): void {
		this.#decoded.push({ at: this.#now(), tokens });
		this.#changed();
	}

	reused(questions: number): void {
		this.#reused += questions;
	}

	/** What follows is counted on top of what was counted so far. */
	next(): void {
		this.#before = { answered: this.#answered, known: this.#known };
	}

	/** `expected`: how many there will have been in the end. */
	counted(answered: number, known: number, expected = known): void {
		this.#answered = this.#before.answered + answered;
		this.#known = this.#before.known + known;
		this.#expected = this.#before.known + expected;
		this.#changed();
	}

	/** Says what was held back. */
	flush(): void {
		if (this.#pending) this.#say(this.#now());
	}

	#changed(): void {
		this.#pending = true;
		const now = this.#now();
		if (now - this.#emittedAt >= INTERVAL_MS) this.#say(now);
	}

	#say(now: number): void {
		this.#emittedAt = now;
		this.#pending = false;
		this.#emit({
			type: "progress",
			answered: this.#answered,
			known: this.#known,
			expected: this.#expected,
			reused: this.#reused,
			tokensPerSecond: this.#speed(now),
			secondsLeft: this.#secondsLeft(now),
		});
	}

	#speed(now: number): number {
		while ((this.#decoded[0]?.at ?? now) < now - WINDOW_MS) this.#decoded.shift();
		const first = this.#decoded[0];
		if (!first || !this.#asking) return 0;
		const tokens = this.#decoded.reduce((sum, { tokens }) => sum + tokens, 0);
		const seconds = (now - Math.max(this.#asking.at, now - WINDOW_MS)) / 1000;
		return seconds > 0 ? tokens / seconds : 0;
	}

	#secondsLeft(now: number): number | null {
		const fresh = this.#answered - this.#reused;
		if (!this.#asking || fresh < SETTLED_ANSWERS || now - this.#asking.at < SETTLED_MS) return null;
		return ((now - this.#asking.at) / 1000 / fresh) * (this.#expected - this.#answered);
	}
}
