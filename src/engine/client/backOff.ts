import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds to wait after the first failure in a row, the second and so on; the last goes for all that follow. */
const DELAYS: readonly number[] = [0, 250, 500, 1000, 2000];

/** Waits the longer the more often something has failed in a row, so that what is out of memory is given time. */
export class BackOff {
	readonly #delays: readonly number[];
	#failures = 0;

	constructor(delays = DELAYS) {
		this.#delays = delays;
	}

	failed(): void {
		this.#failures++;
	}

	succeeded(): void {
		this.#failures = 0;
	}

	/** Milliseconds until the next attempt. */
	get delay(): number {
		return this.#delays[Math.min(this.#failures, this.#delays.length) - 1] ?? 0;
	}

	/** Resolves when the next attempt is due, or as soon as the signal is aborted. */
	async wait(signal: AbortSignal): Promise<void> {
		const { delay } = this;
		if (delay > 0) await sleep(delay, undefined, { signal }).catch(() => {});
	}
}
