import { spacedWords } from "./shingles.ts";

/** Whether an answer's words stand in a text in a row, after NFKC, lower-casing and stripping punctuation. */
export function containsAnswer(text: string, answer: string): boolean {
	return containsSpaced(spacedWords(text), answer);
}

/** The same of `spacedWords` of a text that many answers are looked for in. */
export function containsSpaced(spaced: string, answer: string): boolean {
	const wanted = spacedWords(answer);
	return wanted.trim() !== "" && spaced.includes(wanted);
}
