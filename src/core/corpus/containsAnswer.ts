import { words } from "./shingles.ts";

/** Whether an answer's words stand in a text in a row, after NFKC, lower-casing and stripping punctuation. */
export function containsAnswer(text: string, answer: string): boolean {
	const wanted = words(answer);
	return wanted.length > 0 && ` ${words(text).join(" ")} `.includes(` ${wanted.join(" ")} `);
}
