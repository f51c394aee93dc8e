import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { movedSpans } from "../../../src/server/findings/movedSpans.ts";

describe("movedSpans", () => {
	it("keeps what lies before an edit, moves what lies after, and drops what it touches", () => {
		const before = "one two three four";
		const spans = [
			{ start: 0, end: 3 },
			{ start: 4, end: 7 },
			{ start: 14, end: 18 },
		];
		expect(movedSpans(before, "one TWICE three four", spans)).toEqual([
			{ start: 0, end: 3 },
			undefined,
			{ start: 16, end: 20 },
		]);
	});

	it("moves a passage along when a line is inserted right above it", () => {
		expect(movedSpans("secret", "new line\nsecret", [{ start: 0, end: 6 }])).toEqual([{ start: 9, end: 15 }]);
	});

	it("never points at other words than before, whatever was replaced", () => {
		const letters = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 });
		fc.assert(
			fc.property(
				letters,
				fc.nat(30),
				fc.nat(30),
				letters,
				fc.nat(30),
				fc.nat(30),
				(text, at, cut, put, from, length) => {
					const edit = Math.min(at, text.length);
					const after = text.slice(0, edit) + put + text.slice(edit + cut);
					const start = Math.min(from, text.length);
					const span = { start, end: Math.min(text.length, start + length) };
					const [moved] = movedSpans(text, after, [span]);
					if (moved) expect(after.slice(moved.start, moved.end)).toBe(text.slice(span.start, span.end));
					// Wholly outside what was replaced: must survive.
					else expect(span.end <= edit || span.start >= edit + cut).toBe(false);
				},
			),
		);
	});
});
