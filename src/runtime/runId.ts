import { randomInt } from "node:crypto";

/** No vowels and nothing that looks like a digit: run ids are read aloud and typed. */
const LETTERS = "bcdfghjkmnpqrstvwxz";

/** A fresh run's name: when it began (UTC), and four letters against two in one second. */
export function runId(at: Date): string {
	const [day = "", time = ""] = at.toISOString().split(/[T.]/);
	const letters = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
	return `${day.replaceAll("-", "")}-${time.replaceAll(":", "")}-${letters}`;
}
