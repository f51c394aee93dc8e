// biome-ignore-all lint/a11y/useSemanticElements: rows are virtual, so the grid and list patterns of WAI-ARIA stand in for table and select
// biome-ignore-all lint/a11y/useFocusableInteractive: cells take the focus, one at a time
import type { LeakSummary } from "../../src/protocol/heatmap.ts";
import type { Cell } from "../model/rowCells.ts";
import { SEVERITY_SHAPES } from "./severityShape.ts";

interface RowProps {
	readonly row: number;
	/** Undefined until its tile has come. */
	readonly cells: readonly Cell[] | undefined;
	/** The cell in the tab order, or -1. */
	readonly activeCell: number;
	readonly leaks: readonly LeakSummary[];
	readonly selected: number | null;
}

/** One line of text, with the margin that marks where leaks begin. */
export function Row({ row, cells, activeCell, leaks, selected }: RowProps) {
	const covering = leaks.filter((leak) => leak.firstRow <= row && leak.lastRow >= row);
	const begins = covering.find((leak) => leak.firstRow === row);
	const margin = begins ?? covering[0];
	return (
		<div class="row" role="row" aria-rowindex={row + 1} style={{ transform: `translateY(calc(var(--row) * ${row}))` }}>
			<span
				class={margin ? `margin ${margin.severity}${margin.index === selected ? " selected" : ""}` : "margin"}
				aria-hidden="true"
			>
				{begins ? SEVERITY_SHAPES[begins.severity] : ""}
			</span>
			{cells ? (
				cells.map((cell, index) => (
					<span
						key={cell.start}
						class={`cell c${cell.leakClass}${cell.selected ? " selected" : ""}`}
						role="gridcell"
						tabIndex={index === activeCell ? 0 : -1}
						data-row={row}
						data-class={cell.leakClass}
						data-start={cell.start}
						data-end={cell.end}
					>
						{cell.text}
						{cell.leakClass > 0 && <span class="sr"> (class {cell.leakClass})</span>}
					</span>
				))
			) : (
				<span class="cell pending" role="gridcell" tabIndex={-1} aria-busy="true">
					<span class="sr">loading</span>
				</span>
			)}
		</div>
	);
}
