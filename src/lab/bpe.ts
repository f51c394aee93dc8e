import { byteAlphabet, bytesOf, spell } from "./byteAlphabet.ts";

export const END_OF_TEXT = "<|endoftext|>";

// Contractions | letters | digits | other symbols | trailing blanks | blanks: GPT-2's
// pre-tokenizer, the one llama.cpp runs for `tokenizer.ggml.pre = "gpt-2"`.
const PIECES = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** Splits text into the pieces that merges never cross. */
export function pieces(text: string): string[] {
	return text.match(PIECES) ?? [];
}

/**
 * A byte-level BPE tokenizer of the GPT-2 family, equal to llama.cpp's token by token.
 *
 * Ids: 256 bytes, the merges in rank order, end-of-text (which also begins a sequence), then
 * `<|unusedN|>` up to a multiple of `padTo`, which keeps matrix rows in whole blocks.
 */
export class Bpe {
	readonly vocab: readonly string[];
	/** "left right" in rank order, the form GGUF stores. */
	readonly merges: readonly string[];
	/** The id that begins and ends every training sequence. */
	readonly endOfText: number;
	readonly #ids: ReadonlyMap<string, number>;
	readonly #ranks: ReadonlyMap<string, number>;
	readonly #cache = new Map<string, readonly number[]>();

	constructor(merges: readonly string[], padTo = 32) {
		const vocab = [...byteAlphabet, ...merges.map((merge) => merge.replace(" ", "")), END_OF_TEXT];
		for (let i = 0; vocab.length % padTo !== 0; i++) vocab.push(`<|unused${i}|>`);
		this.merges = merges;
		this.vocab = vocab;
		this.endOfText = 256 + merges.length;
		this.#ids = new Map(vocab.map((token, id) => [token, id]));
		this.#ranks = new Map(merges.map((merge, rank) => [merge, rank]));
	}

	/** Plain text to ids; no beginning or end is added. */
	encode(text: string): number[] {
		return pieces(text).flatMap((piece) => this.#encodePiece(piece));
	}

	/** Ids to text. Control tokens print nothing; broken UTF-8 becomes U+FFFD. */
	decode(ids: Iterable<number>): string {
		const bytes: number[] = [];
		for (const id of ids) if (this.isText(id)) bytes.push(...bytesOf(this.vocab[id] as string));
		return new TextDecoder().decode(new Uint8Array(bytes));
	}

	/** Whether an id stands for bytes of text rather than for a control token. */
	isText(id: number): boolean {
		return id >= 0 && id < this.endOfText;
	}

	#encodePiece(piece: string): readonly number[] {
		const known = this.#cache.get(piece);
		if (known) return known;
		const parts = spell(piece);
		for (let at = this.#lowestMerge(parts); at >= 0; at = this.#lowestMerge(parts)) {
			parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
		}
		const ids = parts.map((part) => this.#ids.get(part) as number);
		this.#cache.set(piece, ids);
		return ids;
	}

	/** Where the best-ranked merge applies, the leftmost of equals; -1 when none does. */
	#lowestMerge(parts: readonly string[]): number {
		let at = -1;
		let lowest = Number.POSITIVE_INFINITY;
		for (let i = 0; i + 1 < parts.length; i++) {
			const rank = this.#ranks.get(`${parts[i]} ${parts[i + 1]}`);
			if (rank !== undefined && rank < lowest) {
				lowest = rank;
				at = i;
			}
		}
		return at;
	}
}
