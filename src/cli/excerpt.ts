/** A passage on one line: white space folded, the middle left out when it is long. */
export function excerpt(text: string, length = 96): string {
	const line = text.replace(/\s+/g, " ").trim();
	const characters = [...line];
	if (characters.length <= length) return line;
	const tail = Math.floor(length / 4);
	return `${characters
		.slice(0, length - tail - 3)
		.join("")
		.trimEnd()} … ${characters.slice(-tail).join("").trimStart()}`;
}
