// GPT-2's alphabet: one printable character per byte, so that vocabulary entries and merges
// can be stored as plain strings. Printable Latin-1 bytes stand for themselves, the other
// 68 take the code points from 256 on (Radford et al. 2019, `bytes_to_unicode`).

const isPrintable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;

let next = 256;

/** The character of each byte, indexed by byte. */
export const byteAlphabet: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
	String.fromCodePoint(isPrintable(byte) ? byte : next++),
);

const byteOf = new Map(byteAlphabet.map((char, byte) => [char, byte]));
const utf8 = new TextEncoder();

/** Text to one character per UTF-8 byte. */
export function spell(text: string): string[] {
	return Array.from(utf8.encode(text), (byte) => byteAlphabet[byte] as string);
}

/** The bytes that a vocabulary entry stands for. */
export function bytesOf(token: string): number[] {
	return Array.from(token, (char) => byteOf.get(char) as number);
}
