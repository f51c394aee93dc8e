/** Pings that may go unanswered. */
const BEATS = 15;

/**
 * Pings a process and notices that it has gone silent. It counts its own beats instead of comparing clocks: a computer
 * that slept, or a parent that was itself stopped, is not held against the engine.
 */
export class Heartbeat {
	readonly #timer: NodeJS.Timeout;
	#missed = 0;

	/** Calls `onSilence` once, when nothing was heard for about `limitMs`. */
	constructor(limitMs: number, ping: () => void, onSilence: () => void) {
		this.#timer = setInterval(() => {
			if (this.#missed++ < BEATS) return ping();
			this.stop();
			onSilence();
		}, limitMs / BEATS);
		this.#timer.unref();
	}

	/** Any message is a sign of life. */
	heard(): void {
		this.#missed = 0;
	}

	stop(): void {
		clearInterval(this.#timer);
	}
}
