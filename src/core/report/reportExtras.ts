import type { Probe } from "../probes/probe.ts";

/**
 * The leak class of every token of a document, for the coloured text. Parallel arrays; `starts` and `ends` are UTF-16
 * offsets into `text`, `classes` are 0 (nothing) to 5 (verbatim).
 */
export interface HeatTrack {
	readonly text: string;
	readonly starts: ArrayLike<number>;
	readonly ends: ArrayLike<number>;
	readonly classes: ArrayLike<number>;
}

/** What a report can use beyond the result itself; everything is optional. */
export interface ReportExtras {
	/** The p_z track of forget documents, by `DocumentResult.path`. */
	readonly documents?: ReadonlyMap<string, HeatTrack>;
	/** Families, titles and orientations of the probes; the registry unless given. */
	readonly probes?: readonly Pick<Probe, "id" | "family" | "title" | "metrics" | "marks">[];
}
