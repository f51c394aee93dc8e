import type { Failure } from "../../../core/model/answer.ts";
import type { Answered } from "../../../core/model/languageModel.ts";
import { notFinite } from "../../questions/failures.ts";
import type { PreparedScore } from "../../questions/prepared.ts";
import { DecodeError } from "../decoder.ts";
import { Records } from "../records.ts";
import { byPrefix } from "../scheduler.ts";
import { decodeFailure } from "../scoreWalker.ts";
import { forgetAll, type PackedTools } from "./packedTools.ts";
import { type Wave, waves } from "./waves.ts";

/** A question of a wave, and the sequence its tail is decoded in. */
interface Member {
	readonly item: PreparedScore;
	readonly records: Records;
	readonly sequence: number;
	failure: Failure | undefined;
}

/** One token of a batch. */
interface Row {
	readonly member: Member;
	readonly position: number;
}

/**
 * Answers score questions many at a time: what a wave shares is decoded once, its tails are packed into full batches, and
 * a batch is reduced while the next one decodes. Ends early when aborted, after the decode under way.
 */
export async function* packedScores(items: readonly PreparedScore[], tools: PackedTools): AsyncGenerator<Answered> {
	for (const item of items) {
		if (item.length === 0) yield { index: item.index, outcome: new Records(item).answer };
	}
	// By what can be shared of each: the scored part of one may be the prefix of another.
	const scored = byPrefix(
		items
			.filter(({ length }) => length > 0)
			.map((item) => ({ item, index: item.index, tokens: item.tokens.subarray(0, item.firstRow) })),
	).map(({ item }) => item);
	for (const wave of waves(scored, tools.packed.sequences)) {
		if (tools.signal?.aborted) return;
		yield* answered(wave, tools);
	}
}

async function* answered({ trunk, members }: Wave<PreparedScore>, tools: PackedTools): AsyncGenerator<Answered> {
	const { packed, kernel, signal } = tools;
	// llama.cpp computes sequences together whose numbers follow one another, as many tokens of each as all have.
	const byLength = members.toSorted((a, b) => b.length - a.length);
	const open = new Set(
		byLength.map((item, i): Member => ({ item, records: new Records(item), sequence: i + 1, failure: undefined })),
	);
	const rows = [...open].flatMap((member) =>
		Array.from({ length: member.item.length - trunk }, (_, i): Row => ({ member, position: trunk + i })),
	);
	let isSpoilt = false;
	let decoding: Promise<void> | undefined;
	try {
		await tools.trunk.hold((members[0] as PreparedScore).tokens.subarray(0, trunk), packed);
		for (const { sequence } of open) packed.branch(sequence);
		let batch = rows.splice(0, packed.room);
		decoding = begin(batch, tools);
		while (batch.length > 0) {
			await decoding;
			if (signal?.aborted) break;
			const done = batch;
			const wanted = done.filter(isWanted);
			packed.decoder.copyLogits(kernel.logits, wanted.length);
			// The rows are staged, so the library's buffers are free for the next batch.
			batch = rows.splice(0, packed.room);
			decoding = begin(batch, tools);
			for (const [row, { member, position }] of wanted.entries()) {
				if (!member.failure && !member.records.take(kernel, row, position)) member.failure = notFinite();
			}
			for (const { member, position } of done) {
				if (position < member.item.length - 1) continue;
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
	for (const row of batch) {
		const { item, sequence } = row.member;
		packed.add(sequence, item.tokens[row.position] as number, isWanted(row));
	}
	const decoding = packed.flush();
	// A failure is met where it is awaited; it must not be taken for one that nobody meets.
	decoding.catch(() => {});
	return decoding;
}

const isWanted = ({ member, position }: Row): boolean => position >= member.item.firstRow;
