import type { Track } from "./heatSource.ts";
import { type Rows, rowOf } from "./rows.ts";

/** The gravest class of each of `cells` equal stretches of rows. With fewer rows than cells a row fills several. */
export function overviewOf(rows: Rows, track: Track, cells: number): Uint8Array {
	const byRow = new Uint8Array(rows.length);
	for (const [index, start] of track.starts.entries()) {
		const row = rowOf(rows, start);
		byRow[row] = Math.max(byRow[row] ?? 0, track.classes[index] ?? 0);
	}
	return Uint8Array.from({ length: cells }, (_, cell) => {
		const first = Math.floor((cell * rows.length) / cells);
		const end = Math.max(first + 1, Math.floor(((cell + 1) * rows.length) / cells));
		return byRow.subarray(first, end).reduce((gravest, leakClass) => Math.max(gravest, leakClass), 0);
	});
}
