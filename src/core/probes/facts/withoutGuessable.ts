import type { Note } from "../probe.ts";
import type { Asked, AskedForms } from "./askForms.ts";

/**
 * What the reference answers without any context can be guessed and says nothing of the forget set (metrics.md 11.4): it
 * is left out, and counted in a note.
 */
export function withoutGuessable({ asked, items, bare }: AskedForms, notes: Note[]): readonly Asked[] {
	const guessable = new Set(
		asked.filter((a) => a.form === bare && a.replies.reference?.right === 1).map((a) => a.item),
	);
	if (guessable.size === 0) return asked;
	notes.push({
		kind: "adapted",
		message: `${guessable.size} of ${items.length} facts are answered by the reference without context: guessable, left out.`,
		passages: [...guessable].flatMap(({ sentence }) => (sentence ? [sentence] : [])),
	});
	return asked.filter((a) => !guessable.has(a.item));
}
