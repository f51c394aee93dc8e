import fc from "fast-check";
import { expect, test } from "vitest";
import { heatRuns } from "../../../src/core/report/heatRuns.ts";

test("joins neighbours of one class and leaves what no token covers at 0", () => {
	const track = { text: "one two three", starts: [0, 3, 7], ends: [3, 7, 9], classes: [5, 5, 2] };
	expect(heatRuns(track)).toEqual([
		{ text: "one two", leakClass: 5 },
		{ text: " t", leakClass: 2 },
		{ text: "hree", leakClass: 0 },
	]);
});

test("gives a character that several tokens share to the graver class and never cuts it", () => {
	const track = { text: "a😀b", starts: [0, 1, 1, 3], ends: [1, 3, 3, 4], classes: [0, 1, 4, 0] };
	expect(heatRuns(track)).toEqual([
		{ text: "a", leakClass: 0 },
		{ text: "😀", leakClass: 4 },
		{ text: "b", leakClass: 0 },
	]);
	expect(heatRuns({ text: "😀", starts: [0, 1], ends: [1, 2], classes: [0, 3] }).map((run) => run.text)).toEqual([
		"😀",
	]);
});

test("gives back the text, whatever the offsets", () => {
	const token = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -3, max: 40 }), fc.nat(7));
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.array(token), (text, tokens) => {
			const track = {
				text,
				starts: tokens.map(([s]) => s),
				ends: tokens.map(([, e]) => e),
				classes: tokens.map(([, , c]) => c),
			};
			expect(
				heatRuns(track)
					.map((run) => run.text)
					.join(""),
			).toBe(text);
		}),
		{ numRuns: 60 },
	);
});
