import { expect, test } from "vitest";
import type { LeakSummary } from "../../../src/protocol/heatmap.ts";
import { leakAt, nextLeak } from "../../../webview/model/nextLeak.ts";

const leak = (index: number, start: number, end: number): LeakSummary => ({
	index,
	start,
	end,
	firstRow: 0,
	lastRow: 0,
	severity: "error",
	message: "",
});
// By rank; by place they are 2, 0, 1.
const LEAKS = [leak(0, 100, 150), leak(1, 300, 350), leak(2, 10, 60)];

test("walks by place in the text, around its ends", () => {
	expect(nextLeak(LEAKS, { index: 2 }, 1)?.index).toBe(0);
	expect(nextLeak(LEAKS, { index: 1 }, 1)?.index).toBe(2);
	expect(nextLeak(LEAKS, { index: 2 }, -1)?.index).toBe(1);
});

test("starts from the place in view", () => {
	expect(nextLeak(LEAKS, { offset: 70 }, 1)?.index).toBe(0);
	expect(nextLeak(LEAKS, { offset: 70 }, -1)?.index).toBe(2);
	expect(nextLeak(LEAKS, { offset: 400 }, 1)?.index).toBe(2);
	expect(nextLeak(LEAKS, { offset: 0 }, -1)?.index).toBe(1);
	expect(nextLeak([], { offset: 0 }, 1)).toBeUndefined();
});

test("a stretch that touches a leak's end is outside it", () => {
	expect(leakAt(LEAKS, 140, 141)?.index).toBe(0);
	expect(leakAt(LEAKS, 150, 160)).toBeUndefined();
});
