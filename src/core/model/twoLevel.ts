import type { SamplingScheme } from "./question.ts";

/** A next-token distribution with one guess, or none: every number about it has a closed form. */
export interface Guess {
	/** Whether there is a guess at all. */
	readonly certain: boolean;
	/** The likeliest token; the smallest id among equals. */
	readonly best: number;
	readonly size: number;
	/** Natural logs. */
	readonly entropy: number;
	/** Standard deviation of log p under the distribution. */
	readonly sd: number;
	logp(id: number): number;
	/** Tokens strictly more likely. */
	rank(id: number): number;
}

/** `guess` has probability p, the other size - 1 tokens share the rest; without a guess all are alike. */
export function twoLevel(size: number, p: number, guess: number | undefined): Guess {
	if (guess === undefined) {
		const log = -Math.log(size);
		return { certain: false, best: 0, size, entropy: -log, sd: 0, logp: () => log, rank: () => 0 };
	}
	const high = Math.log(p);
	const low = Math.log((1 - p) / (size - 1));
	const rest = p < 1 ? (1 - p) * low : 0;
	return {
		certain: true,
		best: guess,
		size,
		entropy: -(p * high + rest),
		// Two values with probabilities p and 1 - p.
		sd: p < 1 ? Math.sqrt(p * (1 - p)) * Math.abs(high - low) : 0,
		logp: (id) => (id === guess ? high : low),
		rank: (id) => (id === guess ? 0 : 1),
	};
}

/** The k likeliest ids; equals in order of id. */
export function topOf(guess: Guess, k: number): readonly number[] {
	const others = Array.from({ length: Math.min(k + 1, guess.size) }, (_, id) => id).filter((id) => id !== guess.best);
	return [guess.best, ...others].slice(0, Math.min(k, guess.size));
}

/** log q of a token after the temperature and renormalisation over the top k (0 = all); -Infinity outside them. */
export function schemeLogq(guess: Guess, id: number, { temperature, topK }: SamplingScheme): number {
	const kept = topK === 0 ? guess.size : Math.min(topK, guess.size);
	const inside = topK === 0 || topK >= guess.size || id === guess.best || topOf(guess, kept).includes(id);
	if (!inside) return Number.NEGATIVE_INFINITY;
	const other = guess.best === 0 ? 1 : 0;
	const high = guess.logp(guess.best) / temperature;
	const low = guess.logp(other) / temperature;
	// log(e^high + (kept - 1) e^low), the larger term taken out.
	const normaliser = high + Math.log1p((kept - 1) * Math.exp(low - high));
	return guess.logp(id) / temperature - normaliser;
}
