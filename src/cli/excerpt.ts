import { displayWidth, fitting } from "./displayWidth.ts";
import { printable } from "./printable.ts";

/** A beginning that is cut off may be this many characters of a word; more is a language without spaces. */
const STUMP = 20;

/**
 * A passage to be read: on one line, whole words, its middle left out when it takes more than `columns`. `start` is its
 * place in the document: a passage found by tokens may begin and end within a word.
 */
export function excerpt(text: string, start: number, columns: number): string {
	const line = start > 0 ? `… ${withoutStump(text)}` : printable(text);
	if (displayWidth(line) <= columns) return line;
	const tailColumns = Math.floor(columns / 3);
	const head = fitting(line, columns - tailColumns - 3).replace(/ [^ ]*$/, "");
	const backwards = [...line].reverse().join("");
	const tail = [...fitting(backwards, tailColumns)]
		.reverse()
		.join("")
		.replace(/^[^ ]* /, "");
	return `${head} … ${tail}`;
}

function withoutStump(text: string): string {
	const whole = /^\p{Ll}/u.test(text) ? text.replace(new RegExp(`^\\S{1,${STUMP}}\\s`), "") : text;
	return printable(whole);
}
