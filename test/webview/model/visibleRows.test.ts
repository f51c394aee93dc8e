import fc from "fast-check";
import { expect, test } from "vitest";
import { scrollToRow, visibleRows } from "../../../webview/model/visibleRows.ts";

const page = { height: 100, rowHeight: 20, rows: 50 };

test.each([
	["at the top", 0, { first: 0, end: 7 }],
	["between two rows", 210, { first: 8, end: 18 }],
	["at the end", 900, { first: 43, end: 50 }],
	["beyond the end", 5000, { first: 47, end: 50 }],
	["pulled above the top", -30, { first: 0, end: 6 }],
])("rows %s", (_, scrollTop, expected) => {
	expect(visibleRows({ ...page, scrollTop }, 2)).toEqual(expected);
});

test("no rows before anything is known", () => {
	expect(visibleRows({ ...page, rows: 0, scrollTop: 0 }, 2)).toEqual({ first: 0, end: 0 });
	expect(visibleRows({ ...page, rowHeight: 0, scrollTop: 0 }, 2)).toEqual({ first: 0, end: 0 });
});

const viewports = fc.record({
	scrollTop: fc.integer({ min: 0, max: 100_000 }),
	height: fc.integer({ min: 1, max: 2000 }),
	rowHeight: fc.integer({ min: 10, max: 60 }),
	rows: fc.integer({ min: 1, max: 20_000 }),
});

test("every row that can be seen is there, and never many more", () => {
	fc.assert(
		fc.property(viewports, (viewport) => {
			const scrollTop = Math.min(viewport.scrollTop, Math.max(0, viewport.rows * viewport.rowHeight - viewport.height));
			const { first, end } = visibleRows({ ...viewport, scrollTop }, 3);
			expect(first * viewport.rowHeight).toBeLessThanOrEqual(scrollTop);
			expect(Math.min(viewport.rows, end)).toBe(end);
			if (end < viewport.rows) expect(end * viewport.rowHeight).toBeGreaterThanOrEqual(scrollTop + viewport.height);
			expect(end - first).toBeLessThanOrEqual(viewport.height / viewport.rowHeight + 2 + 6);
		}),
	);
});

test("scrolls as little as shows the row, and not at all when it is in view", () => {
	expect(scrollToRow(2, { ...page, scrollTop: 0 }, 0)).toBe(0);
	expect(scrollToRow(10, { ...page, scrollTop: 0 }, 0)).toBe(120);
	expect(scrollToRow(10, { ...page, scrollTop: 0 }, 1)).toBe(140);
	expect(scrollToRow(3, { ...page, scrollTop: 500 }, 1)).toBe(40);
	expect(scrollToRow(49, { ...page, scrollTop: 0 }, 2)).toBe(900);
	expect(scrollToRow(0, { ...page, scrollTop: 500 }, 2)).toBe(0);
});
