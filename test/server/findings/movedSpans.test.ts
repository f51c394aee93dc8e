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

	const letters = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 });

	it("never points at other words than before, whatever was replaced", () => {
		fc.assert(
			fc.property(letters, letters, fc.nat(30), fc.nat(30), (text, after, from, length) => {
				const start = Math.min(from, text.length);
				const span = { start, end: Math.min(text.length, start + length) };
				const [moved] = movedSpans(text, after, [span]);
				if (moved) expect(after.slice(moved.start, moved.end)).toBe(text.slice(span.start, span.end));
			}),
		);
	});

	it("keeps whatever lies outside what was replaced", () => {
		fc.assert(
			fc.property(letters, letters, letters, letters, (before, removed, put, behind) => {
				// Brackets of two kinds: between equal letters nobody could say which of them were replaced.
				const text = `${before}[${removed}]${behind}`;
				const after = `${before}<${put}>${behind}`;
				const spans = [
					{ start: 0, end: before.length },
					{ start: text.length - behind.length, end: text.length },
				];
				const [first, second] = movedSpans(text, after, spans);
				expect(first).toEqual(spans[0]);
				expect(second).toEqual({ start: after.length - behind.length, end: after.length });
			}),
		);
	});
});
