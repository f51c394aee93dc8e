import type { Failure } from "../../../core/model/answer.ts";
import type { Answered } from "../../../core/model/languageModel.ts";
import type { PreparedGenerate } from "../../questions/prepared.ts";
import { Continuation } from "../continuation.ts";
import { DecodeError } from "../decoder.ts";
import { decodeFailure } from "../scoreWalker.ts";
import type { Tokenizer } from "../tokenizer.ts";
import type { PackedDecoder } from "./packedDecoder.ts";
import { forgetAll, type PackedTools } from "./packedTools.ts";
import { type Packable, type Wave, waves } from "./waves.ts";

/** A continuation that is being written, in a sequence of its own. */
interface Slot {
	readonly continuation: Continuation;
	readonly sequence: number;
}

/** A continuation that has not begun. */
interface Prompt extends Packable {
	readonly continuation: Continuation;
}

/**
 * Continues prompts many at a time: a batch holds the next token of each, and pieces of prompts that are still being
 * read. Whoever is done makes room for the next prompt, so that batches stay full. Ends early when aborted.
 */
export async function* packedContinuations(
	items: readonly PreparedGenerate[],
	tokenizer: Tokenizer,
	tools: PackedTools,
): AsyncGenerator<Answered> {
	const prompts: Prompt[] = [];
	for (const item of items) {
		const continuation = new Continuation(item, tokenizer);
		const { length, begun } = continuation;
		if (begun) yield { index: item.index, outcome: begun };
		else prompts.push({ continuation, tokens: item.tokens, length, firstRow: length - 1 });
	}
	for (const wave of waves(prompts)) {
		while (wave.members.length > 0 && !tools.signal?.aborted) yield* written(wave, tools);
	}
}

/** Works off prompts that begin with one trunk, taking them from the list; after a failure some are left. */
async function* written({ trunk, members: left }: Wave<Prompt>, tools: PackedTools): AsyncGenerator<Answered> {
	const { packed, kernel, signal } = tools;
	const free = Array.from({ length: packed.sequences }, (_, i) => i + 1);
	let slots: Slot[] = [];
	try {
		await tools.trunk.hold((left[0] as Prompt).tokens.subarray(0, trunk), packed);
		for (;;) {
			while (free.length > 0 && left[0]) {
				const { continuation } = left.shift() as Prompt;
				const slot = { continuation, sequence: free.shift() as number };
				packed.branch(slot.sequence);
				slots.push(slot);
			}
			// llama.cpp computes sequences together whose numbers follow one another.
			slots.sort((a, b) => a.sequence - b.sequence);
			if (slots.length === 0) return;
			const rows = addRows(slots, packed);
			await packed.flush();
			if (signal?.aborted) return;
			packed.decoder.copyLogits(kernel.logits, rows.length);
			for (const [row, { continuation, sequence }] of rows.entries()) {
				const outcome = continuation.next(kernel, row);
				if (!outcome) continue;
				if (outcome.kind === "failure") {
					yield* failed(slots, outcome, tools);
					return;
				}
				slots = slots.filter((slot) => slot.sequence !== sequence);
				packed.drop(sequence);
				free.push(sequence);
				yield { index: continuation.item.index, outcome };
			}
		}
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		yield* failed(slots, decodeFailure(error), tools);
	} finally {
		packed.dropAll();
	}
}

/** One of them failed, and may have spoilt the others: all do, and whoever asked may ask for each again, alone. */
function* failed(slots: readonly Slot[], failure: Failure, tools: PackedTools): Generator<Answered> {
	forgetAll(tools);
	for (const { continuation } of slots) yield { index: continuation.item.index, outcome: failure };
}

/**
 * Fills the batch: as much as there is room for of the prompts that are still to be read, or else the next token of each
 * continuation. Not both at once: llama.cpp would decode sequences that get one token and sequences that get many apart,
 * one small batch after the other. Returns those whose next token can now be chosen, in the order of their rows.
 */
function addRows(slots: readonly Slot[], packed: PackedDecoder): readonly Slot[] {
	const unread = slots.filter(({ continuation, sequence }) => packed.lengthOf(sequence) < continuation.length - 1);
	const complete: Slot[] = [];
	for (const slot of unread.length > 0 ? unread : slots) {
		const { continuation, sequence } = slot;
		const from = packed.lengthOf(sequence);
		// The last token of a prompt is decoded with the first step of all.
		const end = unread.length > 0 ? continuation.length - 1 : continuation.length;
		const to = Math.min(end, from + packed.room);
		for (let at = from; at < to; at++) {
			packed.add(sequence, continuation.tokens[at] as number, at === continuation.length - 1);
		}
		if (to === continuation.length && to > from) complete.push(slot);
	}
	return complete;
}
