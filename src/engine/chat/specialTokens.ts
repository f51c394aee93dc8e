/** A token that stands for no text: the beginning of a turn, its end. */
export interface SpecialToken {
	readonly id: number;
	/** How templates write it. Never empty. */
	readonly text: string;
	/** Whether white space beside it belongs to it. */
	readonly takesSpaceBefore: boolean;
	readonly takesSpaceAfter: boolean;
}

/** Longest first, as llama.cpp looks for them: one that contains another is found whole. */
export function longestFirst(tokens: readonly SpecialToken[]): readonly SpecialToken[] {
	return tokens.filter(({ text }) => text !== "").sort((a, b) => b.text.length - a.text.length || a.id - b.id);
}

/** Cuts a template's text at the special tokens it spells out; `specials` come longest first. */
export function splitAtSpecials(text: string, specials: readonly SpecialToken[]): (SpecialToken | string)[] {
	let parts: (SpecialToken | string)[] = text === "" ? [] : [text];
	for (const special of specials) {
		if (!text.includes(special.text)) continue;
		parts = parts.flatMap((part) => (typeof part === "string" ? cutAt(part, special) : [part]));
	}
	return parts;
}

function cutAt(text: string, special: SpecialToken): (SpecialToken | string)[] {
	return text
		.split(special.text)
		.flatMap((piece, i) => [...(i > 0 ? [special] : []), ...(piece === "" ? [] : [piece])]);
}
