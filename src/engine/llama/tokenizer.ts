import { createHash } from "node:crypto";
import type { ChatTemplate } from "../chat/chatTemplate.ts";
import { openChat } from "../chat/openChat.ts";
import { longestFirst, type SpecialToken } from "../chat/specialTokens.ts";
import type { TextSplitter, TokenizedText } from "../questions/tokenizedText.ts";
import { tokenOffsets } from "../questions/tokenOffsets.ts";
import type { NativeModel } from "./nativeModel.ts";

/** Texts whose tokens, put together again, must give the text: letters, digits, punctuation, two scripts, a pair. */
const SAMPLES = ["The ship left Bergen at 07:45, late.", "Ærlig talt — «nei», 東京 😀!"] as const;

/** `llama_token_attr`. */
const ATTRIBUTES = { unknown: 1, control: 8, leftStrip: 128, rightStrip: 256 } as const;

/** A model's tokenizer. */
export class Tokenizer implements TextSplitter {
	readonly size: number;
	/** Put before every text when the model's metadata ask for it. */
	readonly bos: number | undefined;
	readonly bosToken: number | null;
	readonly chat: ChatTemplate | undefined;
	/** Why the template that the model has cannot be used. */
	readonly #chatWarning: string | undefined;
	readonly #model: NativeModel;
	readonly #vocabulary: bigint;
	readonly #pieces = new Map<number, Uint8Array>();
	#ids = new Int32Array(new ArrayBuffer(4096));
	#specials: readonly SpecialToken[] | undefined;

	constructor(model: NativeModel) {
		const { native } = model;
		this.#model = model;
		this.#vocabulary = native.vocabulary(model.handle);
		this.size = native.vocabularySize(this.#vocabulary);
		const bos = native.bos(this.#vocabulary);
		this.bosToken = bos >= 0 && bos < this.size ? bos : null;
		this.bos = native.addsBos(this.#vocabulary) ? (this.bosToken ?? undefined) : undefined;
		const text = (id: number) => (id < 0 ? "" : (native.tokenText(this.#vocabulary, id) ?? ""));
		const tokens = { bos: text(this.bosToken ?? -1), eos: text(native.eos(this.#vocabulary)) };
		const { template, warning } = openChat(model.metadata("tokenizer.chat_template"), tokens);
		this.chat = template;
		this.#chatWarning = warning;
	}

	specials(): readonly SpecialToken[] {
		this.#specials ??= longestFirst(this.#findSpecials());
		return this.#specials;
	}

	/** Splits a text; no BOS. Cost grows with the text and is spent on the calling thread. */
	encode(text: string): TokenizedText {
		const bytes = new Uint8Array(new TextEncoder().encode(text));
		const ids = this.#encodeBytes(bytes);
		return {
			ids,
			...tokenOffsets(
				text,
				Array.from(ids, (id) => this.piece(id)),
			),
		};
	}

	/** The bytes a token stands for; none for a control token. May be part of a character. */
	piece(id: number): Uint8Array {
		const known = this.#pieces.get(id);
		if (known) return known;
		if (!(id >= 0 && id < this.size)) throw new RangeError(`token ${id} of ${this.size}`);
		let buffer = new Uint8Array(new ArrayBuffer(64));
		let length = this.#model.native.piece(this.#vocabulary, id, buffer, buffer.length, 0, false);
		if (length < 0) {
			buffer = new Uint8Array(new ArrayBuffer(-length));
			length = this.#model.native.piece(this.#vocabulary, id, buffer, buffer.length, 0, false);
		}
		const piece = buffer.slice(0, Math.max(0, length));
		this.#pieces.set(id, piece);
		return piece;
	}

	/** Whether a model that writes this token is done. */
	isEnd(id: number): boolean {
		return this.#model.native.isEnd(this.#vocabulary, id);
	}

	/** SHA-256 over the kind of tokenizer and every token's text and attributes. */
	hash(): string {
		const { native } = this.#model;
		const hash = createHash("sha256");
		const kind = ["model", "pre", "add_space_prefix"].map((key) => this.#model.metadata(`tokenizer.ggml.${key}`) ?? "");
		hash.update(JSON.stringify([...kind, this.size, this.bos ?? null]));
		for (let id = 0; id < this.size; id++) {
			hash.update(`${native.tokenText(this.#vocabulary, id) ?? ""}\0${native.tokenAttributes(this.#vocabulary, id)}\n`);
		}
		return hash.digest("hex");
	}

	/** What makes this tokenizer doubtful, in sentences for the user. */
	warnings(): string[] {
		const out: string[] = this.#chatWarning ? [this.#chatWarning] : [];
		if (this.#model.metadata("tokenizer.ggml.model") === "gpt2" && !this.#model.metadata("tokenizer.ggml.pre")) {
			out.push("The file does not say which pre-tokenizer it was trained with, so tokens may differ from training.");
		}
		if (SAMPLES.some((sample) => !this.encode(sample).exact)) {
			out.push("The tokenizer does not reproduce a text it has split, so positions of tokens are approximate.");
		}
		return out;
	}

	/** Those that llama.cpp reads in a text only when it is told to. */
	#findSpecials(): SpecialToken[] {
		const { native } = this.#model;
		const found: SpecialToken[] = [];
		for (let id = 0; id < this.size; id++) {
			const attributes = native.tokenAttributes(this.#vocabulary, id);
			if ((attributes & (ATTRIBUTES.control | ATTRIBUTES.unknown)) === 0) continue;
			found.push({
				id,
				text: native.tokenText(this.#vocabulary, id) ?? "",
				takesSpaceBefore: (attributes & ATTRIBUTES.leftStrip) !== 0,
				takesSpaceAfter: (attributes & ATTRIBUTES.rightStrip) !== 0,
			});
		}
		return found;
	}

	#encodeBytes(bytes: Uint8Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
		if (bytes.length === 0) return new Int32Array(0);
		const { native } = this.#model;
		const encode = () =>
			native.tokenize(this.#vocabulary, bytes, bytes.length, this.#ids, this.#ids.length, false, false);
		let count = encode();
		if (count < 0) {
			this.#ids = new Int32Array(new ArrayBuffer(-count * 4));
			count = encode();
		}
		if (count < 0) throw new RangeError(`a text of ${bytes.length} bytes has too many tokens`);
		return this.#ids.slice(0, count);
	}
}
