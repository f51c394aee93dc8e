import { displayWidth } from "./displayWidth.ts";

/** A cell: its text, and how to colour it once its width is settled. */
export interface Cell {
	readonly text: string;
	readonly paint?: (text: string) => string;
	readonly right?: boolean;
}

/** Rows of cells as lines with aligned columns; the first row is the head. */
export function textTable(rows: readonly (readonly (Cell | string)[])[], indent = ""): string {
	const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? { text: cell } : cell)));
	const widths: number[] = [];
	for (const row of cells) {
		for (const [at, { text }] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, displayWidth(text));
	}
	return cells
		.map(
			(row) =>
				indent +
				row
					.map((cell, at) => padded(cell, widths[at] ?? 0))
					.join("  ")
					.trimEnd(),
		)
		.join("\n");
}

function padded({ text, paint, right }: Cell, size: number): string {
	const painted = paint ? paint(text) : text;
	const space = " ".repeat(Math.max(0, size - displayWidth(text)));
	return right ? space + painted : painted + space;
}
