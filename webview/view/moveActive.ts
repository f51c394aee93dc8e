import { type Cell, cellAt } from "../model/rowCells.ts";
import type { Active } from "./Rows.tsx";

interface Key {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
}

/** Where a key of the grid pattern leads (WAI-ARIA, grid); undefined for any other key. */
export function moveActive(
	{ key, ctrlKey, metaKey, altKey }: Key,
	from: Active,
	rows: number,
	page: number,
	cellsOf: (row: number) => readonly Cell[] | undefined,
): Active | undefined {
	if (altKey) return undefined;
	const cells = cellsOf(from.row) ?? [];
	const at = from.offset === null ? 0 : cellAt(cells, from.offset);
	const within = (cell: Cell | undefined): Active | undefined => cell && { row: from.row, offset: cell.start };
	const toRow = (row: number): Active => {
		const target = Math.max(0, Math.min(rows - 1, row));
		const column = (from.offset ?? cells[0]?.start ?? 0) - (cells[0]?.start ?? 0);
		const start = cellsOf(target)?.[0]?.start;
		return {
			row: target,
			offset: start === undefined || target === from.row ? (target === from.row ? from.offset : null) : start + column,
		};
	};
	const lastOf = (row: number): Active => ({ row, offset: cellsOf(row)?.at(-1)?.start ?? null });
	switch (key) {
		case "ArrowRight":
			return within(cells[at + 1]) ?? (from.row + 1 < rows ? { row: from.row + 1, offset: null } : from);
		case "ArrowLeft":
			return (at > 0 ? within(cells[at - 1]) : undefined) ?? (from.row > 0 ? lastOf(from.row - 1) : from);
		case "ArrowDown":
			return toRow(from.row + 1);
		case "ArrowUp":
			return toRow(from.row - 1);
		case "PageDown":
			return toRow(from.row + page);
		case "PageUp":
			return toRow(from.row - page);
		case "Home":
			return ctrlKey || metaKey ? { row: 0, offset: null } : { row: from.row, offset: null };
		case "End":
			return ctrlKey || metaKey ? { row: rows - 1, offset: null } : lastOf(from.row);
		default:
			return undefined;
	}
}
