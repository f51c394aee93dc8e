import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenPacking, fullPacking, type Member } from "../../../src/engine/llama/packed/packing.ts";

const ROOM = 16;

/** Members of `lengths` tokens each, their last `asked` rows wanted; what else a question holds does not matter here. */
const made = (lengths: readonly (readonly [length: number, asked: number])[]): readonly Member[] =>
	lengths
		.map(([length, asked]) => ({ length, firstRow: length - asked }))
		.sort((a, b) => b.length - a.length)
		.map((item, i) => ({ item, sequence: i + 1 }) as Member);

const tails = fc.integer({ min: 0, max: 6 }).chain((trunk) =>
	fc.record({
		trunk: fc.constant(trunk),
		members: fc
			.array(
				fc.integer({ min: 1, max: 40 }).chain((tail) => {
					return fc.tuple(fc.constant(trunk + tail), fc.integer({ min: 1, max: tail }));
				}),
				{ minLength: 1, maxLength: 8 },
			)
			.map(made),
	}),
);

describe.each([
	["evenPacking", evenPacking],
	["fullPacking", fullPacking],
])("%s", (_, packing) => {
	test("decodes every token of every tail once and in order, and asks for every row that is needed", () => {
		fc.assert(
			fc.property(tails, ({ trunk, members }) => {
				const rows = packing(members, trunk, ROOM).flat();
				for (const member of members) {
					const { length, firstRow } = member.item;
					const own = rows.filter((row) => row.member === member);
					expect(own.map(({ position }) => position)).toEqual(own.map((_, i) => trunk + i));
					expect(own.length).toBeGreaterThanOrEqual(length - trunk);
					for (const { position, wanted } of own) {
						if (position >= firstRow && position < length) expect(wanted).toBe(true);
					}
				}
			}),
		);
	});

	test("fills no batch beyond its room", () => {
		fc.assert(
			fc.property(tails, ({ trunk, members }) => {
				for (const batch of packing(members, trunk, ROOM)) expect(batch.length).toBeLessThanOrEqual(ROOM);
			}),
		);
	});
});

test("evenPacking gives every sequence of a batch as many tokens, never one, and never asks for one row", () => {
	fc.assert(
		fc.property(tails, ({ trunk, members }) => {
			for (const batch of evenPacking(members, trunk, ROOM)) {
				const counts = [...Map.groupBy(batch, ({ member }) => member).values()].map((rows) => rows.length);
				expect(new Set(counts).size).toBe(1);
				expect(counts[0]).toBeGreaterThanOrEqual(2);
				expect(batch.filter(({ wanted }) => wanted).length).not.toBe(1);
			}
		}),
	);
});

test("evenPacking fills up with as little as the lengths allow", () => {
	const lengths = (batches: ReturnType<typeof evenPacking>) => batches.map((batch) => batch.length);
	// Five of 3 fit into 16; the tail of 1 is filled up to 2.
	expect(lengths(evenPacking(made([3, 3, 3, 3, 3, 1].map((tail) => [tail, 1])), 0, ROOM))).toEqual([15, 2]);
	// 20 tokens have two batches to themselves.
	expect(lengths(evenPacking(made([[20, 3]]), 0, ROOM))).toEqual([16, 4]);
	// 17 would leave a single one.
	expect(lengths(evenPacking(made([[17, 3]]), 0, ROOM))).toEqual([15, 2]);
});
