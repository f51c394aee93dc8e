import { sha256Hex } from "../../model/address.ts";
import type { Surroundings } from "./form.ts";

const CONSONANTS = "bdfgklmnprstvz";
const VOWELS = "aeiou";

/** A name nobody has, the same for the same words: two invented ones of three syllables each, found in no document. */
export function nonce(of: string, { documents }: Pick<Surroundings, "documents">): string {
	for (let attempt = 0; ; attempt++) {
		const name = invented(sha256Hex(`${attempt} ${of}`));
		const taken = Object.values(documents).some((set) => set.some(({ text }) => text.includes(name)));
		if (!taken) return name;
	}
}

function invented(hex: string): string {
	const letter = (at: number, from: string): string =>
		from[Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16) % from.length] ?? "";
	const word = (at: number): string => {
		const syllables = [0, 2, 4].map((i) => letter(at + i, CONSONANTS) + letter(at + i + 1, VOWELS)).join("");
		return syllables.charAt(0).toUpperCase() + syllables.slice(1) + letter(at + 6, CONSONANTS);
	};
	return `${word(0)} ${word(8)}`;
}
