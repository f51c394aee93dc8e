/**
 * Text of a document or a file name, safe for a terminal: on one line, without control characters, which could move the
 * cursor or recolour what stands around them, and without those that turn the direction of writing.
 */
export function printable(text: string): string {
	return text
		.replace(/[\p{Cc}\u2028\u2029]/gu, " ")
		.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
		.replace(/ +/g, " ")
		.trim();
}
