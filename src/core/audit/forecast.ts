/**
 * What a kind will have asked in the end against what is known of it before any has returned: on the demo between 1, at
 * its last stage, and 3.4, at its first.
 */
const GROWTH = 2;

/** Coroutines alike: one probe on the documents of one set. */
interface Kind {
	begun: number;
	returned: number;
	/** Questions of all its coroutines, and of those that have returned. */
	asked: number;
	askedByReturned: number;
}

/**
 * How many questions an audit will have asked in the end. Adaptive probes ask more as they go, so what is known is too
 * little until they return: those that have returned tell what the others of their kind will ask.
 */
export class Forecast {
	readonly #kinds = new Map<string, Kind>();

	begin(kind: string): void {
		this.#of(kind).begun++;
	}

	/** `questions` nobody had asked before. */
	asked(kind: string, questions: number): void {
		this.#of(kind).asked += questions;
	}

	/** One has returned, having asked so many in all. */
	returned(kind: string, questions: number): void {
		const counts = this.#of(kind);
		counts.returned++;
		counts.askedByReturned += questions;
	}

	/** Never less than what was asked, and exactly that once everything has returned. */
	get total(): number {
		let total = 0;
		for (const { begun, returned, asked, askedByReturned } of this.#kinds.values()) {
			const expected = returned === 0 ? asked * GROWTH : (askedByReturned / returned) * begun;
			total += returned === begun ? asked : Math.max(asked, expected);
		}
		return Math.round(total);
	}

	#of(kind: string): Kind {
		const known = this.#kinds.get(kind);
		if (known) return known;
		const fresh = { begun: 0, returned: 0, asked: 0, askedByReturned: 0 };
		this.#kinds.set(kind, fresh);
		return fresh;
	}
}
