/**
 * The heatmap's data, as pulled by the webview from the host and by the host from the server. The webview never holds
 * a document: it asks for the rows in view.
 */
import type { Leak } from "../core/audit/result.ts";
import type { Severity } from "../core/audit/severity.ts";
import type { HeatMetric } from "../core/leaks/heat.ts";
import type { Role } from "../core/model/question.ts";

/** Everything about a document's heatmap that does not grow with the document (leaks are capped at 500, ranked). */
export interface HeatmapDescription {
	readonly run: string;
	readonly path: string;
	readonly uri: string;
	readonly characters: number;
	readonly tokens: number;
	/** Rows of text at the asked column width. */
	readonly rows: number;
	readonly roles: readonly { readonly role: Role; readonly model: string }[];
	readonly metrics: readonly {
		readonly id: HeatMetric;
		readonly title: string;
		readonly explanation: string;
		/** Legend of the six leak classes, 0 (nothing) to 5 (verbatim). */
		readonly classes: readonly string[];
	}[];
	readonly leaks: readonly LeakSummary[];
	/** Leaks there are in all; more than `leaks.length` when capped. */
	readonly leakCount: number;
	/** The same in words: information is counted apart. */
	readonly leaksCounted: string;
	/** One line, e.g. "14 of 14 documents leak - INEFFECTIVE". */
	readonly headline: string;
}

export interface LeakSummary {
	readonly index: number;
	readonly start: number;
	readonly end: number;
	/** Rows of the heatmap the leak covers, inclusive. */
	readonly firstRow: number;
	readonly lastRow: number;
	readonly severity: Severity;
	readonly message: string;
}

export interface TileRequest {
	readonly role: Role;
	readonly metric: HeatMetric;
	/** Characters per row. */
	readonly columns: number;
	readonly firstRow: number;
	/** Exclusive; at most 200 rows a tile. */
	readonly endRow: number;
}

/** Tokens of the asked rows as parallel arrays. */
export interface Tile {
	/** Text from the first token's start to the last token's end. */
	readonly text: string;
	/** UTF-16 offset of `text` in the document. */
	readonly offset: number;
	/** Token index (within this tile) at which each row begins; length rows + 1. */
	readonly rowStarts: Int32Array;
	/** Offsets into the document. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly classes: Uint8Array;
	readonly values: Float32Array;
}

/** A strip of the whole document: the gravest class of each of `cells` equal stretches of rows. */
export interface Overview {
	readonly classes: Uint8Array;
}

/** Webview -> host. */
export interface HeatmapHost {
	/** null when the document was not audited yet. */
	describe(columns: number): Promise<HeatmapDescription | null>;
	tile(request: TileRequest): Promise<Tile>;
	overview(role: Role, metric: HeatMetric, columns: number, cells: number): Promise<Overview>;
	leak(index: number): Promise<Leak>;
	/** Shows the span in the editor. */
	reveal(start: number, end: number): Promise<void>;
	openReport(): Promise<void>;
}

/** Host -> webview. */
export interface HeatmapView {
	/** The run behind the heatmap changed: pull again. */
	refresh(): void;
	/** Selects a leak, e.g. from the code action. */
	select(index: number): void;
}

/** What the webview keeps with `setState`, besides its own view state, so that VS Code can restore the panel. */
export interface HeatmapState {
	readonly uri: string;
}
