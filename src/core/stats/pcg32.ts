/** A stream of uniform 32-bit numbers that is the same for the same seed on every machine. */
export interface Random {
	/** Uniform in [0, 2^32). */
	next(): number;
	/** Uniform integer in [0, bound), without modulo bias; bound at most 2^32. */
	below(bound: number): number;
}

/**
 * PCG32 (XSH-RR 64/32; O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", 2014).
 * The 64-bit state lives in two 32-bit halves, because BigInt is fifty times slower.
 * @param seed a non-negative safe integer
 * @param stream selects one of 2^31 independent sequences
 */
export function pcg32(seed: number, stream = 54): Random {
	const incLow = ((stream << 1) | 1) >>> 0;
	const incHigh = (stream >>> 31) >>> 0;
	let low = 0;
	let high = 0;

	/** state = state * 6364136223846793005 + increment, modulo 2^64. */
	function step(): void {
		const mulHigh = 0x5851f42d;
		const mulLow = 0x4c957f2d;
		const l = low;
		const product = multiply32(l, mulLow);
		high = (product.high + Math.imul(l, mulHigh) + Math.imul(high, mulLow)) >>> 0;
		const sum = product.low + incLow;
		low = sum >>> 0;
		high = (high + incHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0;
	}

	step();
	const seedLow = seed >>> 0;
	const sum = low + seedLow;
	low = sum >>> 0;
	high = (high + Math.floor(seed / 2 ** 32) + (sum > 0xffffffff ? 1 : 0)) >>> 0;
	step();

	function next(): number {
		const oldLow = low;
		const oldHigh = high;
		step();
		// xorshifted = ((old >> 18) ^ old) >> 27, its low 32 bits; rotation = old >> 59.
		const shiftedLow = ((oldHigh << 14) | (oldLow >>> 18)) ^ oldLow;
		const shiftedHigh = (oldHigh >>> 18) ^ oldHigh;
		const xorshifted = ((shiftedHigh << 5) | (shiftedLow >>> 27)) >>> 0;
		const rotation = oldHigh >>> 27;
		return ((xorshifted >>> rotation) | (xorshifted << (-rotation & 31))) >>> 0;
	}

	function below(bound: number): number {
		const reject = 2 ** 32 % bound;
		for (;;) {
			const draw = next();
			if (draw >= reject) return draw % bound;
		}
	}
	return { next, below };
}

/** The full 64-bit product of two unsigned 32-bit numbers. */
function multiply32(a: number, b: number): { readonly low: number; readonly high: number } {
	const a0 = a & 0xffff;
	const a1 = a >>> 16;
	const b0 = b & 0xffff;
	const b1 = b >>> 16;
	const low = a0 * b0;
	const middle = a1 * b0 + (low >>> 16);
	const carry = a0 * b1 + (middle & 0xffff);
	return {
		low: (((carry & 0xffff) << 16) | (low & 0xffff)) >>> 0,
		high: (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0,
	};
}
