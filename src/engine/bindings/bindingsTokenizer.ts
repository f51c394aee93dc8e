import { createHash } from "node:crypto";
import type { LlamaModel, Token } from "node-llama-cpp";
import type { ChatTemplate } from "../chat/chatTemplate.ts";
import { openChat } from "../chat/openChat.ts";
import { longestFirst, type SpecialToken } from "../chat/specialTokens.ts";
import type { TextSplitter, TokenizedText } from "../questions/tokenizedText.ts";

/** More tokens than any character is cut into. */
const LONGEST_GROUP = 12;

/** A model's tokenizer through the public API, which gives no bytes: positions come from decoding runs of tokens. */
export class BindingsTokenizer implements TextSplitter {
	readonly bos: number | undefined;
	readonly bosToken: number | null;
	readonly chat: ChatTemplate | undefined;
	/** Sentences for the user. */
	readonly warnings: readonly string[];
	#specials: readonly SpecialToken[] | undefined;
	readonly #model: LlamaModel;

	constructor(model: LlamaModel) {
		this.#model = model;
		this.bosToken = model.tokens.bos;
		this.bos = model.tokens.shouldPrependBosToken ? (this.bosToken ?? undefined) : undefined;
		const source: unknown = model.fileInfo.metadata.tokenizer?.chat_template;
		const tokens = { bos: model.tokens.bosString ?? "", eos: model.tokens.eosString ?? "" };
		const { template, warning } = openChat(typeof source === "string" ? source : undefined, tokens);
		this.chat = template;
		this.warnings = warning ? [warning] : [];
	}

	specials(): readonly SpecialToken[] {
		this.#specials ??= longestFirst(
			[...this.#model.iterateAllTokens()].flatMap((id) => {
				const { control, unknown, lstrip, rstrip } = this.#model.getTokenAttributes(id);
				if (!control && !unknown) return [];
				const text = this.#model.detokenize([id], true);
				return [{ id: id as number, text, takesSpaceBefore: lstrip, takesSpaceAfter: rstrip }];
			}),
		);
		return this.#specials;
	}

	encode(raw: string): TokenizedText {
		// A lone surrogate becomes U+FFFD on its way to the library, as it does in UTF-8: the length stays.
		const text = raw.replace(/\p{Surrogate}/gu, "\uFFFD");
		const ids = Int32Array.from(this.#model.tokenize(text, false));
		const starts = new Int32Array(ids.length);
		const ends = new Int32Array(ids.length);
		let exact = true;
		let cursor = 0;
		for (let i = 0; i < ids.length; ) {
			const lengths = this.#cleanLengths(text, cursor, ids, i);
			exact &&= lengths !== undefined;
			// What does not match stands where the last token ended.
			for (const [k, { before, after }] of (lengths ?? [{ before: 0, after: 0 }]).entries()) {
				starts[i + k] = cursor + before;
				ends[i + k] = cursor + after;
			}
			i += lengths?.length ?? 1;
			cursor = ends[i - 1] as number;
		}
		return { ids, starts, ends, exact };
	}

	/** Text of generated tokens, which follow `before`. A character that is not complete yet is left out. */
	decode(ids: readonly number[], before: readonly number[]): string {
		return this.#model.detokenize(ids as Token[], false, before as Token[]).replace(/\uFFFD+$/, "");
	}

	isEnd(id: number): boolean {
		return this.#model.isEogToken(id as Token);
	}

	/** SHA-256 over what the file says of its tokenizer. */
	hash(): string {
		const { tokenizer } = this.#model.fileInfo.metadata;
		const print = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
		return createHash("sha256").update(JSON.stringify(tokenizer, print)).digest("hex");
	}

	/**
	 * Takes the shortest run of tokens from `from` that spells the text at `cursor`; for each of them, where it begins
	 * and ends relative to the cursor. A token that holds part of a character covers that character.
	 */
	#cleanLengths(
		text: string,
		cursor: number,
		ids: Int32Array,
		from: number,
	): { before: number; after: number }[] | undefined {
		const spans: { before: number; after: number }[] = [];
		const decode = (to: number) => this.#decodeRun(ids, from, to);
		let before = 0;
		for (let to = from + 1; to <= Math.min(ids.length, from + LONGEST_GROUP); to++) {
			const decoded = decode(to);
			let complete = commonLength(text, cursor, decoded);
			// Where the text itself has U+FFFD, its first bytes already decode to it: it lasts until nothing is added.
			const isCut = decoded.endsWith("\uFFFD") && to < ids.length && decode(to + 1) === decoded;
			const isWhole = complete === decoded.length && !isCut;
			if (isCut) complete = Math.min(complete, decoded.length - 1);
			const partial = isWhole ? 0 : String.fromCodePoint(text.codePointAt(cursor + complete) ?? 0).length;
			spans.push({ before, after: complete + partial });
			if (isWhole) return spans;
			before = complete;
		}
		return undefined;
	}

	/** Tokens [from, to) as text. The few before them decide whether a leading space is part of it. */
	#decodeRun(ids: Int32Array, from: number, to: number): string {
		const last = Array.from(ids.subarray(Math.max(0, from - 4), from)) as Token[];
		return this.#model.detokenize(Array.from(ids.subarray(from, to)) as Token[], false, last);
	}
}

/** How many UTF-16 units of `piece` stand in `text` at `at`, whole characters only. */
function commonLength(text: string, at: number, piece: string): number {
	let length = 0;
	while (length < piece.length && piece[length] === text[at + length]) length++;
	return length;
}
