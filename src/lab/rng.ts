/**
 * A seeded stream of numbers (mulberry32).
 *
 * Integer arithmetic only in `next` and no transcendental function in `normal`, so that the
 * stream is the same on every machine.
 */
export class Rng {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	/** Uniform in [0, 1). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	/** Uniform integer in [0, n). */
	below(n: number): number {
		return Math.floor(this.next() * n);
	}

	/** Mean 0, variance 1: the sum of twelve uniforms, good enough to initialise weights. */
	normal(): number {
		let sum = -6;
		for (let i = 0; i < 12; i++) sum += this.next();
		return sum;
	}

	/** A shuffled copy (Fisher-Yates). */
	shuffled<T>(items: readonly T[]): T[] {
		const out = [...items];
		for (let i = out.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[out[i], out[j]] = [out[j] as T, out[i] as T];
		}
		return out;
	}
}
