import { expect, test } from "vitest";
import { median, ratioRow } from "../../../src/engine/bench/ratioRow.ts";

const measured = {
	name: "score",
	model: "m",
	unit: "tokens/s",
	amount: 100,
	times: [50, 40, 200],
	other: [100, 60, 100],
	of: "the other",
	required: 1.5,
};

test("a ratio is taken round by round, so that a disturbed round is one of several", () => {
	// 100/50, 60/40 and 100/200; the median time is 50 ms for 100 tokens.
	expect(ratioRow(measured)).toEqual({
		name: "score",
		model: "m",
		value: 2000,
		unit: "tokens/s",
		ratio: 1.5,
		of: "the other",
		spread: [0.5, 2],
		required: 1.5,
		met: true,
	});
});

test("counts what the other did, and what else must hold", () => {
	// Half as much in the same time is half the speed.
	expect(ratioRow({ ...measured, otherAmount: 50 }).ratio).toBe(3);
	expect(ratioRow({ ...measured, required: 1.6 }).met).toBe(false);
	expect(ratioRow({ ...measured, holds: false }).met).toBe(false);
	expect(ratioRow({ ...measured, required: null, note: "n" })).toMatchObject({ met: true, note: "n" });
});

test("median", () => {
	expect(median([3, 1, 2])).toBe(2);
	expect(median([4, 1, 2, 3])).toBe(2.5);
});
