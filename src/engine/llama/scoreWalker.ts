import type { Failure, Outcome } from "../../core/model/answer.ts";
import type { Answered } from "../../core/model/languageModel.ts";
import { notFinite } from "../questions/failures.ts";
import type { PreparedScore } from "../questions/prepared.ts";
import { rowsFrom } from "./cuts.ts";
import { DecodeError, type Decoder } from "./decoder.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { PrefixCache } from "./prefixCache.ts";
import { Records } from "./records.ts";

/** One decode of one question. */
interface Step {
	readonly item: PreparedScore;
	readonly records: Records;
	readonly from: number;
	readonly to: number;
	/** The first position whose row of logits is asked for. */
	readonly firstRow: number;
	failure: Failure | undefined;
}

/** What a walk works with. The kernel stages a whole batch, so that the next decode may start while it is reduced. */
export interface WalkTools {
	readonly decoder: Decoder;
	readonly cache: PrefixCache;
	readonly kernel: Kernel;
	readonly signal?: AbortSignal;
	/** False: a batch is reduced before the next one is decoded, on one core. */
	readonly overlap?: boolean;
}

/**
 * Answers score questions in the order given: while one batch is reduced on this thread, the next one decodes on
 * koffi's, across questions. Ends early when aborted, after the decode under way.
 */
export async function* walkScores(items: readonly PreparedScore[], tools: WalkTools): AsyncGenerator<Answered> {
	const { decoder, cache, kernel, signal, overlap = true } = tools;
	const upcoming = steps(items, cache);
	let step = upcoming.next().value;
	let decoding = step && begin(step, tools);
	try {
		while (step) {
			const error = await decoding;
			if (signal?.aborted) return;
			if (error) {
				step.failure = error;
				cache.doubt();
			} else decoder.copyLogits(kernel.logits, step.to - step.firstRow);
			if (!overlap) step.failure ??= reduce(step, kernel);
			// The rows are staged, so the library's buffers are free for the next batch.
			const next = upcoming.next(step.failure !== undefined).value;
			decoding = next && begin(next, tools);
			if (overlap) step.failure ??= reduce(step, kernel);
			if (step.failure) cache.doubt();
			if (step.failure || step.to === step.item.length) yield { index: step.item.index, outcome: outcome(step) };
			step = next?.item === step.item && step.failure ? await skip(step.item, next) : next;
		}
	} finally {
		// Nobody may free the context under a decode.
		await decoding;
	}

	/** The question has failed: drops the decode that was started for it. */
	async function skip(item: PreparedScore, started: Step): Promise<Step | undefined> {
		await decoding;
		let next: Step | undefined = started;
		while (next?.item === item) next = upcoming.next(true).value;
		decoding = next && begin(next, tools);
		return next;
	}
}

/** The decodes that the questions need, made one at a time: each looks at what the one before left in memory. */
function* steps(items: readonly PreparedScore[], cache: PrefixCache): Generator<Step, undefined, boolean | undefined> {
	for (const item of items) {
		const records = new Records(item);
		if (item.length === 0) yield { item, records, from: 0, to: 0, firstRow: 0, failure: undefined };
		else {
			for (let from = cache.begin(item.tokens, item.length, item.firstRow); from < item.length; ) {
				const to = cache.cuts.end(from, item.length);
				const firstRow = to > item.firstRow ? rowsFrom(from, to, item.firstRow) : to;
				if (yield { item, records, from, to, firstRow, failure: undefined }) break;
				from = to;
			}
		}
	}
}

/** Starts a decode. Resolves to why it failed, or to nothing. */
async function begin({ item, from, to, firstRow }: Step, { decoder, cache }: WalkTools): Promise<Failure | undefined> {
	if (to === from) return undefined;
	try {
		await decoder.decode(item.tokens, from, to, (position) => position >= firstRow);
	} catch (error) {
		if (error instanceof DecodeError) return decodeFailure(error);
		throw error;
	}
	cache.decoded(from, to);
	return undefined;
}

function reduce({ item, records, to, firstRow }: Step, kernel: Kernel): Failure | undefined {
	for (let position = Math.max(firstRow, item.firstRow); position < to; position++) {
		if (!records.take(kernel, position - firstRow, position)) return notFinite();
	}
	return undefined;
}

const outcome = ({ records, failure }: Step): Outcome => failure ?? records.answer;

const NO_MEMORY = -2;

export function decodeFailure(error: DecodeError): Failure {
	const message =
		error.code === NO_MEMORY
			? "There was not enough memory to decode a batch; close other programs, or choose a smaller model."
			: `llama.cpp could not decode a batch (${error.message}); try again.`;
	return { kind: "failure", code: "engine", message };
}
