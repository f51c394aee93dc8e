export interface Viewport {
	/** Pixels scrolled away above. */
	readonly scrollTop: number;
	/** Pixels in view. */
	readonly height: number;
	/** Pixels of one row; every row has the same height. */
	readonly rowHeight: number;
	/** Rows of the document. */
	readonly rows: number;
}

/** Rows to keep in the DOM, end exclusive: those in view and `overscan` more on each side. */
export function visibleRows(
	{ scrollTop, height, rowHeight, rows }: Viewport,
	overscan: number,
): { readonly first: number; readonly end: number } {
	if (rows <= 0 || rowHeight <= 0) return { first: 0, end: 0 };
	const top = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight)), rows - 1);
	const bottom = Math.ceil((scrollTop + height) / rowHeight);
	return { first: Math.max(0, top - overscan), end: Math.min(rows, Math.max(top + 1, bottom + overscan)) };
}

/** Where to scroll so that a row is in view with a margin; the same place when it already is. */
export function scrollToRow(row: number, { scrollTop, height, rowHeight, rows }: Viewport, margin = 2): number {
	const room = Math.min(margin, Math.max(0, Math.floor(height / rowHeight / 2) - 1));
	const highest = (row - room) * rowHeight;
	const lowest = (row + 1 + room) * rowHeight - height;
	const wanted = scrollTop > highest ? highest : scrollTop < lowest ? lowest : scrollTop;
	return Math.max(0, Math.min(wanted, rows * rowHeight - height));
}
