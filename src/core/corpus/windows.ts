import type { Span } from "./document.ts";

/** Offsets of a text's tokens, ascending. */
export interface TokenOffsets {
	readonly starts: Int32Array;
	readonly ends: Int32Array;
}

/** Lengths of an extraction window in tokens. */
export interface WindowShape {
	readonly prefix: number;
	readonly suffix: number;
}

/** A passage cut in two: [start, split) is given to the model, [split, end) is what it should not know. */
export interface Window {
	readonly start: number;
	readonly split: number;
	readonly end: number;
}

/** k-extractability as published: 50 tokens of prefix, 50 of suffix (Carlini et al., arXiv 2202.07646). */
export const STANDARD_SHAPE: WindowShape = { prefix: 50, suffix: 50 };
/** Below this many tokens a prefix identifies nothing and a suffix is guessed too easily. */
const SHORTEST = 8;

/**
 * The shape that fits a document of `tokens` tokens and a context of `room` tokens: the one that is wanted, or one of its
 * proportions over what there is. Undefined when even 8 + 8 do not fit.
 */
export function windowShape(
	tokens: number,
	room: number,
	wanted: WindowShape = STANDARD_SHAPE,
): WindowShape | undefined {
	const whole = wanted.prefix + wanted.suffix;
	const size = Math.min(whole, tokens, room);
	const prefix = Math.floor((size * wanted.prefix) / whole);
	const suffix = Math.floor((size * wanted.suffix) / whole);
	return Math.min(prefix, suffix) < SHORTEST ? undefined : { prefix, suffix };
}

/**
 * Windows of a document every `stride` tokens, the last one ending at the last token. Cuts lie between characters:
 * where tokens share one, the cut moves to its first token.
 */
export function slidingWindows(tokens: TokenOffsets, shape: WindowShape, stride: number): readonly Window[] {
	const n = tokens.starts.length;
	const size = shape.prefix + shape.suffix;
	if (n < size) return [];
	const firsts: number[] = [];
	for (let i = 0; i + size < n; i += stride) firsts.push(i);
	firsts.push(n - size);
	return firsts
		.map((i) => ({
			start: cutBefore(tokens, i),
			split: cutBefore(tokens, i + shape.prefix),
			end: i + size >= n ? (tokens.ends[n - 1] ?? 0) : cutBefore(tokens, i + size),
		}))
		.filter((w) => w.start < w.split && w.split < w.end);
}

/** Offset of the last place at or before token `index` where the text can be cut between two characters. */
export function cutBefore(tokens: TokenOffsets, index: number): number {
	const at = tokenToCutBefore(tokens, index);
	return at === 0 ? 0 : (tokens.starts[at] ?? tokens.ends.at(-1) ?? 0);
}

/** The nearest token at or before `index` that begins a character: between tokens that share one no text can be cut. */
export function tokenToCutBefore(tokens: TokenOffsets, index: number): number {
	let at = index;
	while (at > 0 && (tokens.ends[at - 1] ?? 0) > (tokens.starts[at] ?? Number.MAX_SAFE_INTEGER)) at--;
	return at;
}

/** The tokens that lie wholly inside a span: how many, and from where to where. */
export function tokensInside(tokens: TokenOffsets, span: Span): { readonly span: Span; readonly tokens: number } {
	let n = 0;
	let start = span.end;
	let end = span.start;
	for (let i = 0; i < tokens.starts.length; i++) {
		const from = tokens.starts[i] ?? 0;
		const to = tokens.ends[i] ?? 0;
		if (from < span.start || to > span.end) continue;
		n++;
		start = Math.min(start, from);
		end = Math.max(end, to);
	}
	return { span: n > 0 ? { start, end } : span, tokens: n };
}
