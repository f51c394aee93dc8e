import type { Track } from "./heatSource.ts";
import { firstAtOrAfter, type Rows } from "./rows.ts";

export interface CutTile {
	/** Of the document's text, from the first token's start to the last token's end. */
	readonly offset: number;
	readonly end: number;
	readonly rowStarts: Int32Array;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly classes: Uint8Array;
	readonly values: Float32Array;
}

/** The tokens of rows [firstRow, endRow), as far as there are such rows. A token belongs to the row it starts in. */
export function tileOf(rows: Rows, track: Track, firstRow: number, endRow: number): CutTile {
	const last = Math.min(endRow, rows.length);
	const first = Math.min(firstRow, last);
	const tokenAt = (row: number) => {
		const offset = rows[row];
		return offset === undefined || row === 0
			? row === 0
				? 0
				: track.starts.length
			: firstAtOrAfter(track.starts, offset);
	};
	const [from, to] = [tokenAt(first), tokenAt(last)];
	return {
		offset: track.starts[from] ?? 0,
		end: to > from ? (track.ends[to - 1] ?? 0) : (track.starts[from] ?? 0),
		rowStarts: Int32Array.from({ length: last - first + 1 }, (_, row) => tokenAt(first + row) - from),
		starts: track.starts.slice(from, to),
		ends: track.ends.slice(from, to),
		classes: track.classes.slice(from, to),
		values: track.values.slice(from, to),
	};
}
