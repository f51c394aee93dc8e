import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import type { Failure, Outcome } from "../../core/model/answer.ts";
import type { SamplingScheme, ScoreQuestion } from "../../core/model/question.ts";
import type { OnDecoded } from "../../protocol/engine.ts";
import { notCapable, notFinite } from "../questions/failures.ts";
import type { PreparedScore } from "../questions/prepared.ts";

export interface BindingsTools {
	readonly sequence: LlamaContextSequence;
	/** Tokens per decode. */
	readonly batch: number;
	readonly vocabularySize: number;
	readonly onDecoded: OnDecoded;
	readonly signal?: AbortSignal;
}

/**
 * Exact log p through the public API: the target's logit, the greedy token's logit (temperature 0 selects the argmax)
 * and the sum of exp(logit - max). `includeMax` would seem to fit and is wrong in 3.22.1; `includeTop` sorts the
 * vocabulary and is asked for only where a list is wanted. No rank, entropy or sd. Undefined when aborted.
 */
export async function scoreWithBindings(item: PreparedScore, tools: BindingsTools): Promise<Outcome | undefined> {
	const { sequence, batch, onDecoded, signal } = tools;
	const { question, tokens, text, offset, firstScored, firstRow, length } = item;
	const impossible = question.schemes.find((scheme) => !isPossible(scheme, tools.vocabularySize));
	if (impossible) return cannot(impossible);
	const listed = listLength(question);
	const count = text.ids.length - firstScored;
	const unknown = () => new Float32Array(count).fill(Number.NaN);
	const none = new Int32Array(0);
	const answer = {
		kind: "score" as const,
		ids: text.ids.slice(firstScored),
		starts: text.starts.slice(firstScored),
		ends: text.ends.slice(firstScored),
		logp: unknown(),
		rank: none,
		entropy: new Float32Array(0),
		sd: new Float32Array(0),
		argmax: new Int32Array(count).fill(-1),
		topIds: new Int32Array(count * question.top).fill(-1),
		topLogp: new Float32Array(count * question.top).fill(Number.NaN),
		logq: question.schemes.map(unknown),
	};
	// An input longer than the context would be shifted silently; `item` was checked against it.
	await sequence.clearHistory();
	for (let from = 0; from < length; from += batch) {
		const to = Math.min(from + batch, length);
		const input = Array.from(
			tokens.subarray(from, to),
			(token, k): ControlledEvaluateInputItem =>
				from + k < firstRow ? (token as Token) : [token as Token, request(tokens[from + k + 1] as number, listed)],
		);
		const started = performance.now();
		const results = await sequence.controlledEvaluate(input);
		onDecoded(to - from, performance.now() - started);
		if (signal?.aborted) return undefined;
		for (const [k, result] of results.entries()) {
			const position = from + k;
			if (position < firstRow) continue;
			const row = readRow(result?.next, tokens[position + 1] as number);
			if (!row) return notFinite();
			const i = position + 1 - offset - firstScored;
			answer.logp[i] = row.logp;
			answer.argmax[i] = row.argmax;
			row.top.slice(0, question.top).forEach(([id, logit], t) => {
				answer.topIds[i * question.top + t] = id;
				answer.topLogp[i * question.top + t] = logit - row.max - row.logZ;
			});
			question.schemes.forEach((scheme, s) => {
				(answer.logq[s] as Float32Array)[i] = logq(row, tokens[position + 1] as number, scheme);
			});
		}
	}
	return answer;
}

interface Row {
	readonly logp: number;
	readonly max: number;
	readonly logZ: number;
	readonly argmax: number;
	readonly logit: number;
	/** [id, logit], descending, equal logits by ascending id. */
	readonly top: readonly (readonly [number, number])[];
}

function request(target: number, listed: number) {
	const filter = { tokens: [target as Token], includeSelected: true, includeTop: listed };
	return { generateNext: { logits: { filter }, totalLogitWeight: true } };
}

function readRow(
	next: { logits?: Map<Token, number>; totalLogitWeight?: number } | undefined,
	target: number,
): Row | undefined {
	const logits: [number, number][] = [...(next?.logits ?? [])].map(([id, logit]) => [id, logit]);
	logits.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
	const logit = logits.find(([id]) => id === target)?.[1] ?? Number.NaN;
	const [argmax, max] = logits[0] ?? [-1, Number.NaN];
	const logZ = Math.log(next?.totalLogitWeight ?? Number.NaN);
	const logp = logit - max - logZ;
	return Number.isFinite(logp) ? { logp, max, logZ, argmax, logit, top: logits } : undefined;
}

/** Without the whole vocabulary only the plain distribution and top-k lists can be renormalised. */
function isPossible({ temperature, topK }: SamplingScheme, vocabularySize: number): boolean {
	return temperature <= 0 || temperature === 1 || (topK > 0 && topK < vocabularySize);
}

function listLength({ top, schemes }: ScoreQuestion): number {
	return Math.max(top, ...schemes.map(({ temperature, topK }) => (temperature > 0 ? topK : 0)));
}

function logq(row: Row, target: number, { temperature, topK }: SamplingScheme): number {
	if (temperature <= 0) return target === row.argmax ? 0 : Number.NEGATIVE_INFINITY;
	if (topK <= 0) return row.logp;
	const kept = row.top.slice(0, topK);
	if (!kept.some(([id]) => id === target)) return Number.NEGATIVE_INFINITY;
	const sum = kept.reduce((total, [, logit]) => total + Math.exp((logit - row.max) / temperature), 0);
	return (row.logit - row.max) / temperature - Math.log(sum);
}

function cannot({ temperature }: SamplingScheme): Failure {
	return notCapable(
		`The fallback engine cannot renormalise the whole vocabulary at temperature ${temperature}; use top-k.`,
	);
}
