import { expect, test } from "vitest";
import { displayWidth, shortened } from "../../src/cli/displayWidth.ts";
import { excerpt } from "../../src/cli/excerpt.ts";
import { printable } from "../../src/cli/printable.ts";
import { wrapped } from "../../src/cli/wrapped.ts";

test.each([
	["aboratory. Date: 4 March.", 53, 80, "… Date: 4 March."],
	[" over the back bedroom", 75, 80, "… over the back bedroom"],
	["Date: 4\n\nMarch", 12, 80, "… Date: 4 March"],
	["the whole of it", 0, 80, "the whole of it"],
	// 30 columns: 10 for the end, 17 for the beginning, both cut at a space.
	["one two three four five six seven eight nine ten", 0, 30, "one two three … nine ten"],
])("%j from %i is quoted in %i columns as %j", (text, start, columns, quoted) => {
	expect(excerpt(text, start, columns)).toBe(quoted);
	expect(displayWidth(quoted)).toBeLessThanOrEqual(columns);
});

test("lines break at spaces, and within words that are wider than a line", () => {
	expect(wrapped("aaa bbb ccc", 7)).toEqual(["aaa bbb", "ccc"]);
	expect(wrapped("aaa bbb", 6, "- ", "  ")).toEqual(["- aaa", "  bbb"]);
	expect(wrapped("abcdefghij kl", 4)).toEqual(["abcd", "efgh", "ij", "kl"]);
	// Wide characters take two columns each.
	expect(wrapped("漢字漢字", 5)).toEqual(["漢字", "漢字"]);
	expect(wrapped("", 5)).toEqual([]);
});

test("names are shortened in the middle, by columns", () => {
	expect(shortened("abcdefghij", 10)).toBe("abcdefghij");
	expect(shortened("abcdefghij.txt", 10)).toBe("abc…ij.txt");
	expect(displayWidth(shortened("漢字漢字漢字漢字", 9))).toBeLessThanOrEqual(9);
});

test("a document cannot steer the terminal it is quoted in", () => {
	expect(printable("a\x1b[31mb\r\nc\u202ed")).toBe("a [31mb cd");
});
