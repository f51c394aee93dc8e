import type { Answered } from "../../../core/model/languageModel.ts";
import { notFinite } from "../../questions/failures.ts";
import type { PreparedScore } from "../../questions/prepared.ts";
import { DecodeError } from "../decoder.ts";
import { Records } from "../records.ts";
import { decodeFailure } from "../scoreWalker.ts";
import { forgetAll, type PackedTools } from "./packedTools.ts";
import { isAsked, type Member, type Row } from "./packing.ts";
import { type Wave, waves } from "./waves.ts";

/**
 * Answers score questions many at a time: what a wave shares is decoded once, its tails are packed into full batches, and
 * a batch is reduced while the next one decodes. Ends early when aborted, after the decode under way.
 */
export async function* packedScores(items: readonly PreparedScore[], tools: PackedTools): AsyncGenerator<Answered> {
	for (const item of items) {
		if (item.length === 0) yield { index: item.index, outcome: new Records(item).answer };
	}
	for (const { trunk, members } of waves(items.filter(({ length }) => length > 0))) {
		// llama.cpp computes sequences together whose numbers follow one another, as many tokens of each as all have.
		const byLength = members.toSorted((a, b) => b.length - a.length);
		while (byLength.length > 0) {
			if (tools.signal?.aborted) return;
			yield* answered({ trunk, members: byLength.splice(0, tools.packed.sequences) }, tools);
		}
	}
}

async function* answered(wave: Wave<PreparedScore>, tools: PackedTools): AsyncGenerator<Answered> {
	const { members } = wave;
	// A single token would be multiplied in another order than in company, and saves nothing.
	const trunk = wave.trunk < 2 ? 0 : wave.trunk;
	const { packed, kernel, signal } = tools;
	const open = new Set(
		members.map((item, i): Member => ({ item, records: new Records(item), sequence: i + 1, failure: undefined })),
	);
	const batches = tools.packing([...open], trunk, packed.room);
	let isSpoilt = false;
	let decoding: Promise<void> | undefined;
	try {
		await tools.trunk.hold((members[0] as PreparedScore).tokens.subarray(0, trunk), packed);
		for (const { sequence } of open) packed.branch(sequence);
		decoding = begin(batches[0] ?? [], tools);
		for (const [i, batch] of batches.entries()) {
			await decoding;
			if (signal?.aborted) break;
			const wanted = batch.filter((row) => row.wanted);
			packed.decoder.copyLogits(kernel.logits, wanted.length);
			// The rows are staged, so the library's buffers are free for the next batch.
			decoding = begin(batches[i + 1] ?? [], tools);
			for (const [row, { member, position }] of wanted.entries()) {
				if (!isAsked(member, position) || member.failure) continue;
				if (!member.records.take(kernel, row, position)) member.failure = notFinite();
			}
			for (const { member, position } of batch) {
				if (position !== member.item.length - 1) continue;
				open.delete(member);
				isSpoilt ||= member.failure !== undefined;
				yield { index: member.item.index, outcome: member.failure ?? member.records.answer };
			}
		}
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		forgetAll(tools);
		for (const { item } of open) yield { index: item.index, outcome: decodeFailure(error) };
	} finally {
		// Nobody may free the context under a decode.
		await decoding?.catch(() => {});
		if (isSpoilt) forgetAll(tools);
		else packed.dropAll();
	}
}

/** Adds the rows to the batch and starts to decode it. */
function begin(batch: readonly Row[], { packed }: PackedTools): Promise<void> {
	for (const { member, position, wanted } of batch) {
		const { tokens, length } = member.item;
		packed.add(member.sequence, tokens[Math.min(position, length - 1)] as number, wanted);
	}
	const decoding = packed.flush();
	// A failure is met where it is awaited; it must not be taken for one that nobody meets.
	decoding.catch(() => {});
	return decoding;
}
