/** East Asian wide and full-width characters and pictographs: two columns each (Unicode Standard Annex 11). */
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Marks that combine with the character before, and characters that only join or steer. */
const WITHOUT_WIDTH = /[\p{M}\p{Cf}]/u;

/** Columns a text takes in a terminal. */
export function displayWidth(text: string): number {
	let columns = 0;
	for (const character of text) columns += characterWidth(character);
	return columns;
}

/** The longest beginning of a text that fits into so many columns. */
export function fitting(text: string, columns: number): string {
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += characterWidth(character);
		if (used > columns) break;
		end += character.length;
	}
	return text.slice(0, end);
}

/** The text, or as much of its beginning and end as fits with an ellipsis between them: the end of a path says most. */
export function shortened(text: string, columns: number): string {
	if (displayWidth(text) <= columns) return text;
	const head = fitting(text, Math.floor((columns - 1) / 3));
	const backwards = [...text].reverse().join("");
	const tail = [...fitting(backwards, columns - 1 - displayWidth(head))].reverse().join("");
	return `${head}…${tail}`;
}

function characterWidth(character: string): number {
	if (WITHOUT_WIDTH.test(character)) return 0;
	return WIDE.test(character) ? 2 : 1;
}
