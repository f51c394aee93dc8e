import type { ChatTemplate } from "../chat/chatTemplate.ts";
import type { SpecialToken } from "../chat/specialTokens.ts";
import type { TokenOffsets } from "./tokenOffsets.ts";

/** The tokens of a text, without BOS. */
export interface TokenizedText extends TokenOffsets {
	readonly ids: Int32Array<ArrayBuffer>;
}

/** What splits a model's texts. Text is plain: what looks like a special token in a document stays text. */
export interface TextSplitter {
	/** Put before every text; absent when the model's metadata do not ask for one. */
	readonly bos: number | undefined;
	/** Absent when the model has no chat template, or none that works. */
	readonly chat: ChatTemplate | undefined;
	encode(text: string): TokenizedText;
	/** The tokens that only a template may write, longest text first. */
	specials(): readonly SpecialToken[];
}
