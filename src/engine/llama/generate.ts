import type { Outcome } from "../../core/model/answer.ts";
import type { PreparedGenerate } from "../questions/prepared.ts";
import { Continuation } from "./continuation.ts";
import { DecodeError } from "./decoder.ts";
import { decodeFailure, type WalkTools } from "./scoreWalker.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Continues a prompt. Undefined when aborted. */
export async function generate(
	item: PreparedGenerate,
	tokenizer: Tokenizer,
	tools: WalkTools,
): Promise<Outcome | undefined> {
	try {
		const outcome = await write(new Continuation(item, tokenizer), tools);
		if (outcome?.kind === "failure") tools.cache.doubt();
		return outcome;
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		tools.cache.doubt();
		return decodeFailure(error);
	}
}

async function write(continuation: Continuation, tools: WalkTools): Promise<Outcome | undefined> {
	const { decoder, cache, kernel, signal } = tools;
	const { tokens, length: prompt, begun } = continuation;
	if (begun) return begun;
	const decode = (from: number, to: number) =>
		decoder.decode(tokens, from, to, (position) => position >= prompt - 1 && position === to - 1);
	// The same bits as if the prompt had been asked alone; the tokens written are decoded one by one.
	for (let from = cache.begin(continuation.item.tokens, prompt, prompt - 1); from < prompt; ) {
		const to = cache.cuts.end(from, prompt);
		await decode(from, to);
		cache.decoded(from, to);
		from = to;
		if (signal?.aborted) return undefined;
	}
	for (;;) {
		decoder.copyLogits(kernel.logits, 1);
		const outcome = continuation.next(kernel, 0);
		if (outcome) return outcome;
		await decode(continuation.length - 1, continuation.length);
		if (signal?.aborted) return undefined;
	}
}
