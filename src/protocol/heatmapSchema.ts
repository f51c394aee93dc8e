/**
 * Checks for everything that crosses the webview's border, with zod/mini because the webview carries it too. The host
 * treats the webview as untrusted and parses the arguments of every call; the webview parses every answer and call.
 *
 * To add a function: a line in `HeatmapHost` or `HeatmapView`, its arguments here, its answer here.
 */
import * as z from "zod/mini";
import type { Leak } from "../core/audit/result.ts";
import type { HeatMetric } from "../core/leaks/heat.ts";
import { ROLES } from "../core/model/question.ts";
import type { HeatmapDescription, HeatmapHost, HeatmapView, Overview, Tile, TileRequest } from "./heatmap.ts";

/** Rows a tile may hold, columns a row may have, cells an overview may have. */
export const LIMITS = { rows: 200, columns: 1000, cells: 10_000 } as const;

const METRICS: readonly HeatMetric[] = ["pz", "logp", "rank", "entropy"];

const offset = z.int().check(z.nonnegative());
const columns = z.int().check(z.gte(1), z.lte(LIMITS.columns));
const cells = z.int().check(z.gte(1), z.lte(LIMITS.cells));
const role = z.enum(ROLES as ["target", "original", "reference"]);
const metric = z.enum(METRICS as ["pz", "logp", "rank", "entropy"]);
const severity = z.enum(["error", "warning", "info"]);

const tileRequest = z
	.object({ role, metric, columns, firstRow: offset, endRow: offset })
	.check(
		z.refine(({ firstRow, endRow }) => endRow >= firstRow && endRow - firstRow <= LIMITS.rows),
	) satisfies z.ZodMiniType<TileRequest>;

/** Arguments of each call from the webview to the host. */
export const HOST_CALLS = {
	describe: z.tuple([columns]),
	tile: z.tuple([tileRequest]),
	overview: z.tuple([role, metric, columns, cells]),
	leak: z.tuple([offset]),
	reveal: z.tuple([offset, offset]),
	openReport: z.tuple([]),
} satisfies Record<keyof HeatmapHost, z.ZodMiniType<readonly unknown[]>>;

/** Arguments of each call from the host to the webview. */
export const VIEW_CALLS = {
	refresh: z.tuple([]),
	select: z.tuple([offset]),
} satisfies Record<keyof HeatmapView, z.ZodMiniType<readonly unknown[]>>;

const leakSummary = z.object({
	index: offset,
	start: offset,
	end: offset,
	firstRow: offset,
	lastRow: offset,
	severity,
	message: z.string(),
});

const description = z.object({
	run: z.string(),
	path: z.string(),
	uri: z.string(),
	characters: offset,
	tokens: offset,
	rows: offset,
	roles: z.array(z.object({ role, model: z.string() })),
	metrics: z.array(z.object({ id: metric, title: z.string(), explanation: z.string(), classes: z.array(z.string()) })),
	leaks: z.array(leakSummary),
	leakCount: offset,
	leaksCounted: z.string(),
	headline: z.string(),
});

const tile = z.object({
	text: z.string(),
	offset,
	rowStarts: z.instanceof(Int32Array),
	starts: z.instanceof(Int32Array),
	ends: z.instanceof(Int32Array),
	classes: z.instanceof(Uint8Array),
	values: z.instanceof(Float32Array),
});

// JSON between the server, the host and the webview turns a number that is not finite into null.
const value = z.pipe(
	z.nullable(z.custom<number>((candidate) => typeof candidate === "number")),
	z.transform((candidate) => candidate ?? Number.NaN),
);
const numbers = z.record(z.string(), value);
const evidence = z.object({
	probe: z.string(),
	metric: z.string(),
	value,
	control: z.exactOptional(value),
	severity,
	span: z.object({ start: offset, end: offset }),
	prompt: z.string(),
	expected: z.string(),
	produced: z.exactOptional(z.string()),
	numbers: z.partialRecord(role, numbers),
	setting: z.string(),
});

const leak = z.object({
	start: offset,
	end: offset,
	severity,
	probe: z.string(),
	metric: z.string(),
	value,
	control: z.exactOptional(value),
	message: z.string(),
	text: z.string(),
	evidence: z.array(evidence),
});

/** What each call to the host answers with. */
export const HOST_REPLIES = {
	describe: z.nullable(description) satisfies z.ZodMiniType<HeatmapDescription | null>,
	tile: tile satisfies z.ZodMiniType<Tile>,
	overview: z.object({ classes: z.instanceof(Uint8Array) }) satisfies z.ZodMiniType<Overview>,
	leak: leak satisfies z.ZodMiniType<Leak>,
} satisfies Partial<Record<keyof HeatmapHost, unknown>>;
