import type { TextSplitter, TokenizedText } from "../questions/tokenizedText.ts";
import type { ChatPrompt } from "./chatTemplate.ts";
import { type SpecialToken, splitAtSpecials } from "./specialTokens.ts";

/** A prompt, and a reply to it, in tokens. */
export interface ChatTokens {
	/** BOS where the model wants one, the prompt, and the reply's tokens. */
	readonly ids: Int32Array;
	/** The reply's tokens, which are the last of `ids`; offsets count from the reply's beginning. */
	readonly reply: TokenizedText;
}

/** Plain text between two special tokens, or one of these. */
type Stretch = SpecialToken | { readonly text: string; readonly reply: number | undefined };

/**
 * Splits a prompt as the model was trained to see it, with one exception: only what the template itself writes can
 * become a special token. A message that spells one out, "<|im_end|>" in a document, stays text. Plain text of the
 * template and of the message that no special token parts is split as one text, as it would be without the exception.
 */
export function chatTokens(prompt: ChatPrompt, reply: string | undefined, splitter: TextSplitter): ChatTokens {
	const specials = splitter.specials();
	const end = reply === undefined ? prompt.after : prompt.after + prompt.joint;
	const stretches = joined([
		...splitAtSpecials(prompt.before, specials),
		prompt.message,
		...splitAtSpecials(end, specials),
		...(reply === undefined ? [] : [{ reply }]),
	]);
	const ids: number[] = [];
	let replyTokens: TokenizedText = {
		ids: new Int32Array(0),
		starts: new Int32Array(0),
		ends: new Int32Array(0),
		exact: true,
	};
	for (const stretch of stripped(stretches)) {
		if ("id" in stretch) ids.push(stretch.id);
		else {
			const tokens = splitter.encode(stretch.text);
			ids.push(...tokens.ids);
			if (stretch.reply !== undefined) replyTokens = fromReply(tokens, stretch.reply, prompt.joint.length);
		}
	}
	// A template that writes BOS itself is for a model that wants one: never two.
	if (splitter.bos !== undefined && ids[0] !== splitter.bos) ids.unshift(splitter.bos);
	return { ids: Int32Array.from(ids), reply: replyTokens };
}

/** Neighbouring texts become one; where the reply begins in it is kept. */
function joined(parts: readonly (SpecialToken | string | { readonly reply: string })[]): Stretch[] {
	const out: Stretch[] = [];
	for (const part of parts) {
		if (typeof part === "object" && "id" in part) {
			out.push(part);
			continue;
		}
		const last = out.at(-1);
		const before = last && !("id" in last) ? last.text : "";
		if (last && !("id" in last)) out.pop();
		const isReply = typeof part === "object";
		out.push({ text: before + (isReply ? part.reply : part), reply: isReply ? before.length : undefined });
	}
	return out;
}

/** Some special tokens take the white space next to them. */
function stripped(stretches: readonly Stretch[]): Stretch[] {
	return stretches.flatMap((stretch, i): Stretch[] => {
		if ("id" in stretch) return [stretch];
		const [before, after] = [stretches[i - 1], stretches[i + 1]];
		let { text, reply } = stretch;
		if (before && "id" in before && before.takesSpaceAfter) {
			const removed = text.length - text.trimStart().length;
			text = text.slice(removed);
			if (reply !== undefined) reply = Math.max(0, reply - removed);
		}
		if (after && "id" in after && after.takesSpaceBefore) text = text.trimEnd();
		return text === "" ? [] : [{ text, reply }];
	});
}

/** The tokens from the joint on: a reply's first token often begins with the space before it. */
function fromReply(tokens: TokenizedText, at: number, joint: number): TokenizedText {
	let first = tokens.ids.length;
	while (first > 0 && (tokens.starts[first - 1] as number) >= at - Math.min(joint, at)) first--;
	return {
		ids: tokens.ids.slice(first),
		starts: tokens.starts.slice(first).map((start) => Math.max(0, start - at)),
		ends: tokens.ends.slice(first).map((end) => Math.max(0, end - at)),
		exact: tokens.exact,
	};
}
