import { expect, test } from "vitest";
import type { Tile } from "../../../src/protocol/heatmap.ts";
import { cellAt, rowCells } from "../../../webview/model/rowCells.ts";

/** A tile from pieces of text and their classes; "|" begins a row. */
function tile(pieces: readonly (readonly [string, number] | "|")[], offset = 0): Tile {
	const tokens = pieces.filter((piece) => piece !== "|");
	const rowStarts = [
		0,
		...pieces.flatMap((piece, i) => (piece === "|" ? [pieces.slice(0, i).filter((p) => p !== "|").length] : [])),
		tokens.length,
	];
	let at = offset;
	const starts = tokens.map(([text]) => (at += text.length) - text.length);
	return {
		text: tokens.map(([text]) => text).join(""),
		offset,
		rowStarts: Int32Array.from(rowStarts),
		starts: Int32Array.from(starts),
		ends: Int32Array.from(starts.map((start, i) => start + (tokens[i]?.[0].length ?? 0))),
		classes: Uint8Array.from(tokens.map(([, leakClass]) => leakClass)),
		values: new Float32Array(tokens.length),
	};
}

const short = (cells: ReturnType<typeof rowCells>) =>
	cells.map(({ start, end, text, leakClass }) => [start, end, text, leakClass]);

test("joins neighbours of one class, row by row", () => {
	const page = tile([["Dear", 0], [" Orla", 0], [" the", 3], "|", [" roof", 5], [" went\n", 5]], 100);
	expect(short(rowCells(page, 0))).toEqual([
		[100, 109, "Dear Orla", 0],
		[109, 113, " the", 3],
	]);
	// The space the line was broken at is not shown; the line end takes no room.
	expect(short(rowCells(page, 1))).toEqual([[114, 124, "roof went ", 5]]);
});

test("keeps the indentation of a new line", () => {
	const page = tile([["a:\n", 0], "|", [" b", 1]]);
	expect(short(rowCells(page, 1))).toEqual([[3, 5, " b", 1]]);
});

test("a character of several tokens is shown once, in the gravest class of its tokens", () => {
	const page: Tile = {
		text: "a😀b",
		offset: 0,
		rowStarts: Int32Array.of(0, 4),
		starts: Int32Array.of(0, 1, 1, 3),
		ends: Int32Array.of(1, 3, 3, 4),
		classes: Uint8Array.of(0, 1, 4, 0),
		values: new Float32Array(4),
	};
	expect(short(rowCells(page, 0))).toEqual([
		[0, 1, "a", 0],
		[1, 3, "😀", 4],
		[3, 4, "b", 0],
	]);
});

test("text between two tokens belongs to the one before it", () => {
	const page = {
		...tile([
			["one", 2],
			["two", 0],
		]),
		text: "one, two",
		starts: Int32Array.of(0, 5),
		ends: Int32Array.of(3, 8),
	};
	expect(short(rowCells(page, 0))).toEqual([
		[0, 5, "one, ", 2],
		[5, 8, "two", 0],
	]);
});

test("the selected leak is cut out of its surroundings", () => {
	const page = tile([
		["one", 5],
		[" two", 5],
		[" three", 5],
	]);
	expect(rowCells(page, 0, { start: 3, end: 7 }).map(({ text, selected }) => [text, selected])).toEqual([
		["one", false],
		[" two", true],
		[" three", false],
	]);
});

test("finds the cell of an offset, or the nearest", () => {
	const cells = rowCells(
		tile(
			[
				["one", 1],
				[" two", 2],
			],
			10,
		),
		0,
	);
	expect([cellAt(cells, 0), cellAt(cells, 12), cellAt(cells, 13), cellAt(cells, 99)]).toEqual([0, 0, 1, 1]);
	expect(cellAt([], 5)).toBe(0);
});
