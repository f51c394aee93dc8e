import type { Failure } from "../../../core/model/answer.ts";
import type { PreparedScore } from "../../questions/prepared.ts";
import { freeCuts } from "../cuts.ts";
import type { Records } from "../records.ts";

/** A question of a wave, and the sequence its tail is decoded in. */
export interface Member {
	readonly item: PreparedScore;
	readonly records: Records;
	readonly sequence: number;
	failure: Failure | undefined;
}

/** One token of a batch. */
export interface Row {
	readonly member: Member;
	readonly position: number;
	/** Whether its row of logits is asked for. */
	readonly wanted: boolean;
}

/** Lays the tails of a wave's members, the longest first, into batches of at most `room` rows. */
export type Packing = (members: readonly Member[], trunk: number, room: number) => Row[][];

/** Whether the question needs the row of logits of this position. */
export const isAsked = ({ item }: Member, position: number): boolean =>
	position >= item.firstRow && position < item.length;

/** Batches full to the brim: one may hold the end of one question and the beginning of another. */
export const fullPacking: Packing = (members, trunk, room) => {
	const rows = members.flatMap((member) =>
		Array.from({ length: member.item.length - trunk }, (_, i): Row => {
			const position = trunk + i;
			return { member, position, wanted: isAsked(member, position) };
		}),
	);
	return Array.from({ length: Math.ceil(rows.length / room) }, (_, i) => rows.slice(i * room, (i + 1) * room));
};

/**
 * Batches of whole tails, filled up to the length of the longest: llama.cpp then computes all sequences of a batch at
 * once, each as if it were alone. What fills up follows the tail, so nothing of the question sees it. A tail that is
 * longer than a batch has its batches to itself.
 */
export const evenPacking: Packing = (members, trunk, room) => {
	const left = [...members];
	const batches: Row[][] = [];
	for (let first = left[0]; first; first = left[0]) {
		// A single token would be multiplied in another order.
		const end = Math.max(trunk + 2, first.item.length);
		const group = left.splice(0, Math.max(1, Math.floor(room / (end - trunk))));
		const cuts = freeCuts(room);
		for (let from = trunk; from < end; from = cuts.end(from, end)) {
			const count = cuts.end(from, end) - from;
			const rows = group.flatMap((member) =>
				Array.from({ length: count }, (_, i) => {
					return { member, position: from + i, wanted: isAsked(member, from + i) };
				}),
			);
			batches.push(neverOne(rows));
		}
	}
	return batches;
};

/** A single row of logits would be multiplied in another order too: another is asked for, and left lying. */
function neverOne(rows: readonly Row[]): Row[] {
	const spare = rows.filter(({ wanted }) => wanted).length === 1 ? rows.find(({ wanted }) => !wanted) : undefined;
	return rows.map((row) => (row === spare ? { ...row, wanted: true } : row));
}
