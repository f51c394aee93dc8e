import { displayWidth, fitting } from "./displayWidth.ts";

/** A text as lines of at most `columns`, broken at spaces, or within a word that is wider than a line. */
export function wrapped(text: string, columns: number, indent = "", hanging = indent): readonly string[] {
	const lines: string[] = [];
	let line = indent;
	let isEmpty = true;
	const next = () => {
		lines.push(line);
		line = hanging;
		isEmpty = true;
	};
	for (let word of text.split(" ").filter((part) => part !== "")) {
		if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) next();
		while (displayWidth(line) + displayWidth(word) > columns) {
			const head = fitting(word, Math.max(1, columns - displayWidth(line))) || [...word].slice(0, 1).join("");
			line += head;
			word = word.slice(head.length);
			next();
		}
		if (word === "") continue;
		line += isEmpty ? word : ` ${word}`;
		isEmpty = false;
	}
	if (!isEmpty) lines.push(line);
	return lines;
}
