import { pcg32 } from "../../src/core/stats/pcg32.ts";

const SYLLABLES = "ba ke lo mi nu ra se to vi zu fa ge ho ji pa qui sto tre wo ya".split(" ");

/** Invented prose: `words` words in sentences, the same for the same seed, sharing no phrases with other seeds. */
export function prose(seed: number, words: number): string {
	const random = pcg32(seed);
	const word = (): string =>
		Array.from({ length: 2 + random.below(2) }, () => SYLLABLES[random.below(SYLLABLES.length)]).join("");
	let text = "";
	for (let i = 0; i < words; i++) {
		const opens = i % 12 === 0;
		const w = word();
		text += (opens ? (i === 0 ? "" : ". ") : " ") + (opens ? w[0]?.toUpperCase() + w.slice(1) : w);
	}
	return `${text}.`;
}
