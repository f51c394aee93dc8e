import type { Tile } from "../../src/protocol/heatmap.ts";
import type { Heatmap } from "../model/heatmap.ts";
import type { Readout } from "./Legend.tsx";

/** The token under the pointer, or the gravest of the cell when there is no pointer. */
export function readoutAt(heatmap: Heatmap, cell: HTMLElement, pointer?: MouseEvent): Readout | null {
	const found = heatmap.tiles.at(Number(cell.dataset.row));
	if (!found) return null;
	const { tile, row } = found;
	const [start, end] = [Number(cell.dataset.start), Number(cell.dataset.end)];
	const offset = pointer ? start + characterAt(cell, pointer) : undefined;
	const tokens = tokensOf(tile, row).filter(
		(token) => (tile.starts[token] ?? 0) < end && (tile.ends[token] ?? 0) > start,
	);
	const under = tokens.filter(
		(token) => offset !== undefined && (tile.starts[token] ?? 0) <= offset && (tile.ends[token] ?? 0) > offset,
	);
	const token = gravest(tile, under.length > 0 ? under : tokens);
	if (token === undefined) return null;
	const text = under.length > 0 ? textOf(tile, token) : (cell.firstChild?.textContent ?? "");
	return { text: shortened(text), leakClass: tile.classes[token] ?? 0, value: tile.values[token] ?? Number.NaN };
}

function tokensOf(tile: Tile, row: number): readonly number[] {
	const first = tile.rowStarts[row] ?? 0;
	return Array.from({ length: (tile.rowStarts[row + 1] ?? first) - first }, (_, i) => first + i);
}

function gravest(tile: Tile, tokens: readonly number[]): number | undefined {
	return tokens.reduce<number | undefined>(
		(best, token) => (best === undefined || (tile.classes[token] ?? 0) > (tile.classes[best] ?? 0) ? token : best),
		undefined,
	);
}

const textOf = (tile: Tile, token: number): string =>
	tile.text.slice((tile.starts[token] ?? 0) - tile.offset, (tile.ends[token] ?? 0) - tile.offset);

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function characterAt(cell: HTMLElement, { clientX, clientY }: MouseEvent): number {
	const range = document.caretRangeFromPoint?.(clientX, clientY);
	return range && cell.contains(range.startContainer) ? range.startOffset : 0;
}
