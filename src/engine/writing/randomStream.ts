/**
 * A seeded stream of uniform numbers in [0, 1) with 53 random bits each (sfc32 by Chris Doty-Humphrey, seeded as its
 * author recommends: 12 rounds thrown away). Integer arithmetic only, so the stream is the same on every machine.
 */
export class RandomStream {
	readonly #state: Uint32Array;

	/** `seed` is any finite number; its whole part up to 2^53 counts. */
	constructor(seed: number) {
		const whole = Math.abs(Math.trunc(seed));
		this.#state = Uint32Array.of(whole, whole / 2 ** 32, seed < 0 ? 1 : 0, 1);
		for (let i = 0; i < 12; i++) this.#word();
	}

	next(): number {
		return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
	}

	#word(): number {
		const [a, b, c, counter] = this.#state as unknown as [number, number, number, number];
		const word = (a + b + counter) >>> 0;
		this.#state[3] = counter + 1;
		this.#state[0] = b ^ (b >>> 9);
		this.#state[1] = c + (c << 3);
		this.#state[2] = ((c << 21) | (c >>> 11)) + word;
		return word;
	}
}
