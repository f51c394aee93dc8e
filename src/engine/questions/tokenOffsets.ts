/** Where each token of a text stands, in UTF-16 offsets. */
export interface TokenOffsets {
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** Whether the tokens' bytes are those of the text, up to one leading space that some tokenizers add. */
	readonly exact: boolean;
}

const SPACE = 0x20;
const encoder = new TextEncoder();

/**
 * Maps tokens to character spans by their bytes. A token that holds part of a character covers that character; a
 * leading space that the tokenizer added belongs to no character. When the bytes differ from the text (a tokenizer
 * that normalises it), positions are found by searching for each piece from where the last one ended.
 */
export function tokenOffsets(text: string, pieces: readonly Uint8Array[]): TokenOffsets {
	const bytes = encoder.encode(text);
	const { first, after } = characters(text, bytes.length);
	const ranges = exactRanges(bytes, pieces) ?? searchedRanges(text, pieces);
	const starts = new Int32Array(pieces.length);
	const ends = new Int32Array(pieces.length);
	ranges.spans.forEach(([from, to], i) => {
		starts[i] = first[from] as number;
		ends[i] = to > from ? (after[to - 1] as number) : (starts[i] as number);
	});
	return { starts, ends, exact: ranges.exact };
}

/**
 * For each UTF-8 byte, the UTF-16 offset where its character starts and where it ends. A lone surrogate is encoded as
 * U+FFFD, three bytes, and stays one unit. One entry past the end, so that an empty range at the end has a place.
 */
function characters(text: string, length: number): { first: Int32Array; after: Int32Array } {
	const first = new Int32Array(length + 1);
	const after = new Int32Array(length + 1);
	let byte = 0;
	let unit = 0;
	for (const character of text) {
		const code = character.codePointAt(0) as number;
		const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		first.fill(unit, byte, byte + width);
		unit += character.length;
		after.fill(unit, byte, byte + width);
		byte += width;
	}
	first[length] = unit;
	after[length] = unit;
	return { first, after };
}

interface Ranges {
	/** Byte ranges, half open, ascending. */
	readonly spans: readonly (readonly [number, number])[];
	readonly exact: boolean;
}

function exactRanges(bytes: Uint8Array, pieces: readonly Uint8Array[]): Ranges | undefined {
	const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
	const added = total - bytes.length;
	if (added !== 0 && !(added === 1 && pieces.find((piece) => piece.length > 0)?.[0] === SPACE)) return undefined;
	const spans: [number, number][] = [];
	let at = -added;
	for (const piece of pieces) {
		for (let i = 0; i < piece.length; i++) if (at + i >= 0 && piece[i] !== bytes[at + i]) return undefined;
		spans.push([Math.max(0, at), Math.max(0, at + piece.length)]);
		at += piece.length;
	}
	return { spans, exact: true };
}

/** How far ahead of the last token's end a piece is looked for, in bytes. */
const WINDOW = 64;

function searchedRanges(text: string, pieces: readonly Uint8Array[]): Ranges {
	const simple = Buffer.from(simplified(text));
	const decoder = new TextDecoder();
	const spans: [number, number][] = [];
	let at = 0;
	for (const piece of pieces) {
		const wanted = Buffer.from(simplified(decoder.decode(piece)).trim());
		const found = wanted.length === 0 ? -1 : simple.subarray(0, at + WINDOW + wanted.length).indexOf(wanted, at);
		if (found < 0) {
			spans.push([at, at]);
			continue;
		}
		spans.push([found, found + wanted.length]);
		at = found + wanted.length;
	}
	return { spans, exact: false };
}

/** Lower case where that keeps the byte length, so that offsets stay those of the text. */
function simplified(text: string): string {
	let out = "";
	for (const character of text) {
		const lower = character.toLowerCase();
		out += encoder.encode(lower).length === encoder.encode(character).length ? lower : character;
	}
	return out;
}
