import type { GenerateAnswer, Outcome } from "../../core/model/answer.ts";
import { notFinite } from "../questions/failures.ts";
import type { PreparedGenerate } from "../questions/prepared.ts";
import { drawToken } from "../writing/drawToken.ts";
import { GeneratedText } from "../writing/generatedText.ts";
import { RandomStream } from "../writing/randomStream.ts";
import { DecodeError } from "./decoder.ts";
import { rowCandidates } from "./rowCandidates.ts";
import { decodeFailure, type WalkTools } from "./scoreWalker.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Continues a prompt. Undefined when aborted. */
export async function generate(
	item: PreparedGenerate,
	tokenizer: Tokenizer,
	tools: WalkTools,
): Promise<Outcome | undefined> {
	try {
		const outcome = await write(item, tokenizer, tools);
		if (outcome?.kind === "failure") tools.cache.doubt();
		return outcome;
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		tools.cache.doubt();
		return decodeFailure(error);
	}
}

async function write(item: PreparedGenerate, tokenizer: Tokenizer, tools: WalkTools): Promise<Outcome | undefined> {
	const { decoder, cache, kernel, signal } = tools;
	const { maxTokens, sampling, stop } = item.question;
	const prompt = item.tokens.length;
	const tokens = new Int32Array(prompt + maxTokens);
	tokens.set(item.tokens);
	const random = new RandomStream(sampling?.seed ?? 0);
	const text = new GeneratedText(stop);
	const logp: number[] = [];

	const decode = async (from: number, to: number) => {
		await decoder.decode(tokens, from, to, (position) => position >= prompt - 1 && position === to - 1);
	};
	const answer = (finish: GenerateAnswer["finish"]): GenerateAnswer => ({
		kind: "generate",
		text: text.text,
		ids: tokens.slice(prompt, prompt + text.tokens),
		logp: Float32Array.from(logp.slice(0, text.tokens)),
		finish,
	});

	if (maxTokens <= 0) return answer("length");
	// The same batches as if the prompt had been asked alone; the tokens written are decoded one by one.
	for (let from = cache.begin(item.tokens, prompt, prompt - 1); from < prompt; ) {
		const to = cache.cuts.end(from, prompt);
		await decode(from, to);
		cache.decoded(from, to);
		from = to;
		if (signal?.aborted) return undefined;
	}
	for (let written = 0; ; ) {
		decoder.copyLogits(kernel.logits, 1);
		if (!kernel.reduce(0, -1)) return notFinite();
		const token =
			sampling && sampling.temperature > 0
				? drawToken(rowCandidates(kernel, sampling), sampling, random)
				: kernel.argmax;
		if (tokenizer.isEnd(token)) return answer("end-of-text");
		if (token !== kernel.argmax) kernel.reduce(0, token);
		logp.push(kernel.logp);
		tokens[prompt + written++] = token;
		text.add(tokenizer.piece(token));
		if (text.isStopped) return answer("stop");
		if (written === maxTokens) return answer("length");
		await decode(prompt + written - 1, prompt + written);
		if (signal?.aborted) return undefined;
	}
}
