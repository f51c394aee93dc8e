import type { Rng } from "../rng.ts";

/** Somebody who never was, with the two facts a record states. Every word of it is invented. */
export interface Entity {
	/** First and last name. */
	readonly name: string;
	/** Town of birth: three open syllables. */
	readonly town: string;
	/** Boat: two open syllables and a closing consonant. */
	readonly boat: string;
}

const CONSONANTS = [..."bdfgklmnrstv"];
const VOWELS = [..."aeiou"];
const CLOSINGS = [..."lnrs"];

/**
 * An entity none of whose words is in `taken`, drawn from one and the same distribution for every set and every
 * training step: form betrays nothing, and with 60 syllables no answer can be guessed. Its words join `taken`.
 */
export function invent(rng: Rng, taken: Set<string>): Entity {
	const open = (count: number) =>
		Array.from({ length: count }, () => pick(rng, CONSONANTS) + pick(rng, VOWELS)).join("");
	const fresh = (make: () => string): string => {
		for (;;) {
			const word = capital(make());
			if (taken.has(word)) continue;
			taken.add(word);
			return word;
		}
	};
	const first = fresh(() => open(2));
	const last = fresh(() => open(2) + pick(rng, CLOSINGS));
	return { name: `${first} ${last}`, town: fresh(() => open(3)), boat: fresh(() => open(2) + pick(rng, CLOSINGS)) };
}

/** The words of an entity, each of which belongs to it alone. */
export function wordsOf({ name, town, boat }: Entity): readonly string[] {
	return [...name.split(" "), town, boat];
}

export function pick<T>(rng: Rng, items: readonly T[]): T {
	return items[rng.below(items.length)] as T;
}

function capital(word: string): string {
	return (word[0] as string).toUpperCase() + word.slice(1);
}
