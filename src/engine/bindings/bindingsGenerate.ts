import type { Token } from "node-llama-cpp";
import type { GenerateAnswer, Outcome } from "../../core/model/answer.ts";
import { notFinite } from "../questions/failures.ts";
import type { PreparedGenerate } from "../questions/prepared.ts";
import { drawToken, isCut, type Sampling } from "../writing/drawToken.ts";
import { GeneratedText } from "../writing/generatedText.ts";
import { RandomStream } from "../writing/randomStream.ts";
import type { BindingsTools } from "./bindingsScore.ts";
import type { BindingsTokenizer } from "./bindingsTokenizer.ts";

/** Continues a prompt with the same draws as the llama engine makes. Undefined when aborted. */
export async function generateWithBindings(
	item: PreparedGenerate,
	tokenizer: BindingsTokenizer,
	tools: BindingsTools,
): Promise<Outcome | undefined> {
	const { sequence, batch, onDecoded, signal } = tools;
	const { maxTokens, sampling, stop } = item.question;
	const prompt = Array.from(item.tokens);
	const ids: number[] = [];
	const logp: number[] = [];
	const text = new GeneratedText(stop);
	const random = new RandomStream(sampling?.seed ?? 0);
	let decoded = "";

	const answer = (finish: GenerateAnswer["finish"]): GenerateAnswer => ({
		kind: "generate",
		text: text.text,
		ids: Int32Array.from(ids.slice(0, text.tokens)),
		logp: Float32Array.from(logp.slice(0, text.tokens)),
		finish,
	});

	if (maxTokens <= 0) return answer("length");
	await sequence.clearHistory();
	for (let from = 0; from < prompt.length - 1; from += batch) {
		const part = prompt.slice(from, Math.min(from + batch, prompt.length - 1)) as Token[];
		const started = performance.now();
		await sequence.evaluateWithoutGeneratingNewTokens(part);
		onDecoded(part.length, performance.now() - started);
		if (signal?.aborted) return undefined;
	}
	for (let last = prompt.at(-1) as number; ; ) {
		const started = performance.now();
		const next = await nextToken(last, sampling, random, tools);
		onDecoded(1, performance.now() - started);
		if (signal?.aborted) return undefined;
		if (!next) return notFinite();
		if (tokenizer.isEnd(next.id)) return answer("end-of-text");
		ids.push(next.id);
		logp.push(next.logp);
		const all = tokenizer.decode(ids, prompt.slice(-4));
		text.add(new TextEncoder().encode(all.slice(decoded.length)));
		decoded = all;
		if (text.isStopped) return answer("stop");
		if (ids.length === maxTokens) return answer("length");
		last = next.id;
	}
}

async function nextToken(
	last: number,
	sampling: Sampling | undefined,
	random: RandomStream,
	{ sequence, vocabularySize }: BindingsTools,
): Promise<{ id: number; logp: number } | undefined> {
	const draws = sampling !== undefined && sampling.temperature > 0;
	const isListed = draws && sampling.topK > 0 && sampling.topK < vocabularySize;
	// The whole vocabulary is slow to hand over, and only a scheme without top-k needs it.
	const logits =
		draws && !isListed
			? true
			: { filter: { tokens: [], includeSelected: true, includeTop: isListed ? sampling.topK : 0 } };
	const request = { generateNext: { logits, totalLogitWeight: true } };
	const [result] = await sequence.controlledEvaluate([[last as Token, request]]);
	const rows = [...(result?.next.logits ?? [])].map(([id, logit]) => ({ id: id as number, logit }));
	rows.sort((a, b) => b.logit - a.logit || a.id - b.id);
	const [greedy] = rows;
	const logZ = Math.log(result?.next.totalLogitWeight ?? Number.NaN);
	if (!greedy || !Number.isFinite(greedy.logit - logZ)) return undefined;
	const max = greedy.logit;
	if (!draws) return { id: greedy.id, logp: -logZ };
	if (!isCut(sampling, vocabularySize)) rows.sort((a, b) => a.id - b.id);
	const kept = isListed ? rows.slice(0, sampling.topK) : rows;
	const id = drawToken({ ids: kept.map((row) => row.id), logits: kept.map((row) => row.logit) }, sampling, random);
	const logit = kept.find((row) => row.id === id)?.logit ?? Number.NaN;
	return { id, logp: logit - max - logZ };
}
