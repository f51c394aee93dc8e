import type { Tile } from "../../src/protocol/heatmap.ts";

/** A stretch of one row whose tokens share a leak class: what a grid cell shows. */
export interface Cell {
	/** UTF-16 offsets into the document. */
	readonly start: number;
	readonly end: number;
	readonly text: string;
	readonly leakClass: number;
	/** Tokens of the tile, end exclusive. */
	readonly firstToken: number;
	readonly endToken: number;
	/** Inside the selected leak. */
	readonly selected: boolean;
}

/**
 * Cuts one row of a tile into cells. Text between two tokens goes to the token before it; a token that shares its
 * characters with the one before (one character can be several tokens) adds its class and no text.
 */
export function rowCells(
	tile: Tile,
	row: number,
	selection?: { readonly start: number; readonly end: number },
): readonly Cell[] {
	const first = tile.rowStarts[row] ?? 0;
	const end = tile.rowStarts[row + 1] ?? first;
	const cells: Cell[] = [];
	let from = (tile.starts[first] ?? 0) + hangingSpace(tile, first);
	for (let token = first; token < end; token++) {
		const to = token + 1 < end ? Math.max(tile.starts[token + 1] ?? 0, tile.ends[token] ?? 0) : (tile.ends[token] ?? 0);
		const leakClass = Math.min(5, tile.classes[token] ?? 0);
		const selected = selection !== undefined && from < selection.end && to > selection.start;
		const before = cells.at(-1);
		if (before && (to <= from || (before.leakClass === leakClass && before.selected === selected))) {
			const grown = {
				...before,
				end: Math.max(before.end, to),
				endToken: token + 1,
				leakClass: Math.max(before.leakClass, leakClass),
			};
			cells[cells.length - 1] = { ...grown, text: textOf(tile, grown.start, grown.end) };
		} else {
			cells.push({
				start: from,
				end: to,
				text: textOf(tile, from, to),
				leakClass,
				firstToken: token,
				endToken: token + 1,
				selected,
			});
		}
		from = Math.max(from, to);
	}
	return cells;
}

/** A row that begins in mid-line drops the space it was broken at; indentation, which follows a line break, stays. */
function hangingSpace(tile: Tile, first: number): number {
	const start = (tile.starts[first] ?? 0) - tile.offset;
	const before = tile.text[start - 1];
	return /^ \S/.test(tile.text.slice(start, start + 2)) && before !== "\n" ? 1 : 0;
}

/** Line ends take no room in a row of fixed height. */
function textOf(tile: Tile, start: number, end: number): string {
	return tile.text.slice(start - tile.offset, end - tile.offset).replace(/\r?\n|\r/g, " ");
}

/** The cell that holds an offset of the document, or the nearest one of the row. */
export function cellAt(cells: readonly Cell[], offset: number): number {
	const found = cells.findIndex((cell) => offset < cell.end);
	return found === -1 ? Math.max(0, cells.length - 1) : found;
}
