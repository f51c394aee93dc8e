/** Ids and UTF-16 offsets of a text's tokens. */
export interface FakeTokens {
	readonly ids: Int32Array;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
}

export interface FakeTokenizer {
	readonly size: number;
	readonly pieces: readonly string[];
	encode(text: string): FakeTokens;
	decode(ids: readonly number[]): string;
}

/** A word with the space before it, a run of other white space a character at a time, or a sign. */
const PIECE = / ?[\p{L}\p{N}]+| ?[^\s\p{L}\p{N}]|\s/gu;

/**
 * Words of the given texts are one token each; what is not among them is spelt in UTF-8 bytes, each token covering the
 * whole character it is part of. Ids 0 to 255 are bytes, words follow in order.
 */
export function fakeTokenizer(texts: readonly string[]): FakeTokenizer {
	const pieces = [...new Set(texts.flatMap((text) => text.match(PIECE) ?? []))].sort();
	const idOf = new Map(pieces.map((piece, i) => [piece, 256 + i]));
	const encoder = new TextEncoder();

	function encode(text: string): FakeTokens {
		const ids: number[] = [];
		const starts: number[] = [];
		const ends: number[] = [];
		const push = (id: number, start: number, end: number): void => {
			ids.push(id);
			starts.push(start);
			ends.push(end);
		};
		for (const match of text.matchAll(PIECE)) {
			const known = idOf.get(match[0]);
			if (known !== undefined) {
				push(known, match.index, match.index + match[0].length);
				continue;
			}
			let at = match.index;
			for (const character of match[0]) {
				for (const byte of encoder.encode(character)) push(byte, at, at + character.length);
				at += character.length;
			}
		}
		return { ids: Int32Array.from(ids), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
	}

	function decode(ids: readonly number[]): string {
		const bytes = ids.flatMap((id) => (id < 256 ? [id] : [...encoder.encode(pieces[id - 256] ?? "")]));
		return new TextDecoder().decode(Uint8Array.from(bytes));
	}
	return { size: 256 + pieces.length, pieces, encode, decode };
}
