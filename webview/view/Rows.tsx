// biome-ignore-all lint/a11y/useSemanticElements: rows are virtual, so the grid and list patterns of WAI-ARIA stand in for table and select
import { type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Heatmap } from "../model/heatmap.ts";
import { leakAt } from "../model/nextLeak.ts";
import { type Cell, cellAt, rowCells } from "../model/rowCells.ts";
import { scrollToRow, visibleRows } from "../model/visibleRows.ts";
import type { Readout } from "./Legend.tsx";
import { moveActive } from "./moveActive.ts";
import { Row } from "./Row.tsx";
import { readoutAt } from "./readoutAt.ts";
import type { PageSize } from "./usePageSize.ts";

const OVERSCAN = 6;

/** Where the keyboard is: a row and an offset of the document in it; null offset means the row's first cell. */
export interface Active {
	readonly row: number;
	readonly offset: number | null;
}

interface RowsProps {
	readonly heatmap: Heatmap;
	readonly scroller: RefObject<HTMLElement | null>;
	readonly size: Signal<PageSize>;
	readonly readout: Signal<Readout | null>;
}

/**
 * The rows in view as a grid. One cell is in the tab order; arrows move it. The row that holds it stays in the DOM
 * wherever the page is scrolled, so that focus is never lost.
 */
export function Rows({ heatmap, scroller, size, readout }: RowsProps) {
	const grid = useRef<HTMLDivElement>(null);
	const active = useSignal<Active | null>(null);
	const focusWanted = useRef(false);
	const rows = useComputed(() => heatmap.description.value?.rows ?? 0);
	const range = useComputed(() => {
		const { height, rowHeight, scrollTop } = size.value;
		const { first, end } = visibleRows({ height, rowHeight, scrollTop, rows: rows.value }, OVERSCAN);
		return `${first}-${end}`;
	});
	const [first = 0, end = 0] = range.value.split("-").map(Number);
	void heatmap.drawn.value;

	useEffect(() => {
		if (end > first && size.peek().height > 0) heatmap.tiles.want(first, end);
	});

	// A new object each time: the same row can be asked for again.
	useSignalEffect(() => {
		const goal = heatmap.goal.value;
		const { rowHeight } = size.value;
		const element = scroller.current;
		if (!goal || !element || rowHeight === 0) return;
		heatmap.goal.value = null;
		requestAnimationFrame(() => {
			const { height } = size.peek();
			const place = { scrollTop: element.scrollTop, height, rowHeight, rows: rows.peek() };
			element.scrollTop = "top" in goal ? goal.top * place.rows * rowHeight : scrollToRow(goal.row, place, 3);
		});
	});

	const selection = heatmap.leak.value;
	const cellsOf = (row: number): readonly Cell[] | undefined => {
		const found = heatmap.tiles.at(row);
		return found && rowCells(found.tile, found.row, selection);
	};
	const tabStop = active.value ?? { row: Math.min(end - 1, first + (first === 0 ? 0 : OVERSCAN)), offset: null };
	const shown = Array.from({ length: end - first }, (_, i) => first + i);
	if (active.value && (active.value.row < first || active.value.row >= end)) shown.push(active.value.row);

	const painted = useRef(false);
	useLayoutEffect(() => {
		if (painted.current || !heatmap.tiles.at(first)) return;
		painted.current = true;
		requestAnimationFrame(() => performance.mark("webview-text"));
	});

	useLayoutEffect(() => {
		if (!focusWanted.current) return;
		const cell = grid.current?.querySelector<HTMLElement>('[tabindex="0"]');
		if (!cell?.dataset.start) return;
		focusWanted.current = false;
		cell.focus({ preventScroll: true });
	});

	const cellOf = (target: EventTarget | null) =>
		(target as Element | null)?.closest<HTMLElement>("[data-start]") ?? null;
	const open = (cell: HTMLElement) => {
		const leak = leakAt(heatmap.description.value?.leaks ?? [], Number(cell.dataset.start), Number(cell.dataset.end));
		if (leak) heatmap.select(leak.index);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const cell = cellOf(event.target);
		if (!cell) return;
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			return open(cell);
		}
		const next = moveActive(
			event,
			tabStop,
			rows.value,
			Math.max(1, Math.floor(size.value.height / size.value.rowHeight) - 1),
			cellsOf,
		);
		if (!next) return;
		event.preventDefault();
		focusWanted.current = true;
		active.value = next;
		const element = scroller.current;
		if (element)
			element.scrollTop = scrollToRow(next.row, { ...size.peek(), scrollTop: element.scrollTop, rows: rows.value }, 1);
	};
	const onFocusIn = (event: FocusEvent) => {
		const cell = cellOf(event.target);
		if (!cell) return;
		readout.value = readoutAt(heatmap, cell);
		if (!cell.matches('[tabindex="0"]') || !active.value) active.value = placeOf(cell);
	};
	const onMouseDown = (event: MouseEvent) => {
		const cell = cellOf(event.target);
		if (cell) active.value = placeOf(cell);
	};

	return (
		<div
			ref={grid}
			class="rows"
			role="grid"
			aria-label="Text"
			aria-rowcount={rows.value}
			style={{ height: `calc(var(--row) * ${rows.value})` }}
			onKeyDown={onKeyDown}
			onFocusIn={onFocusIn}
			onMouseDown={onMouseDown}
			onClick={(event) => {
				const cell = cellOf(event.target);
				if (cell) open(cell);
			}}
			onMouseMove={(event) => {
				const cell = cellOf(event.target);
				readout.value = cell && readoutAt(heatmap, cell, event);
			}}
			onMouseLeave={() => {
				readout.value = null;
			}}
		>
			{shown.map((row) => {
				const cells = cellsOf(row);
				const isActive = row === tabStop.row;
				const activeCell = isActive && cells ? (tabStop.offset === null ? 0 : cellAt(cells, tabStop.offset)) : -1;
				return (
					<Row
						key={row}
						row={row}
						cells={cells}
						activeCell={activeCell}
						leaks={heatmap.description.value?.leaks ?? []}
						selected={heatmap.selected.value}
					/>
				);
			})}
		</div>
	);
}

const placeOf = ({ dataset }: HTMLElement): Active => ({ row: Number(dataset.row), offset: Number(dataset.start) });
