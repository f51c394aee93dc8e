/** Checks for every custom message the language server accepts: any program may be at the other end of the pipe. */
import * as z from "zod";
import { LESSONS } from "../core/audit/relearning/lesson.ts";
import { ROLES } from "../core/model/question.ts";
import type * as lsp from "./lsp.ts";

const MAX_COLUMNS = 1000;
const MAX_TILE_ROWS = 200;
const MAX_CELLS = 10_000;

const uri = z.string().regex(/^[a-z][a-z0-9+.-]*:/i, "must be a URI");
const path = z.string().min(1);
const offset = z.int().nonnegative();
const columns = z.int().min(1).max(MAX_COLUMNS);
const role = z.enum(ROLES as ["target", "original", "reference"]);
const metric = z.enum(["pz", "logp", "rank", "entropy"]);
const seed = z.int().nonnegative();

const chat = z.enum(["auto", "on", "off"]);
const adapters = z.array(z.object({ file: path, scale: z.number() }));
const engine = z.object({
	gpu: z.enum(["auto", "cpu", "cuda", "vulkan", "metal"]).exactOptional(),
	gpuLayers: z.int().positive().exactOptional(),
	numericMode: z.enum(["deterministic", "throughput"]).exactOptional(),
});

const settings = z.object({
	models: z.partialRecord(role, z.string()).exactOptional(),
	retain: z.array(path).exactOptional(),
	holdout: z.array(path).exactOptional(),
	suite: z.string().exactOptional(),
	policy: z.string().exactOptional(),
	seed: seed.exactOptional(),
	gpu: z.string().exactOptional(),
	mode: z.string().exactOptional(),
	chat: chat.exactOptional(),
});

export const SERVER_OPTIONS = z.object({
	store: path.exactOptional(),
	host: z.boolean().exactOptional(),
	settings: settings.exactOptional(),
}) satisfies z.ZodType<lsp.ServerOptions>;

/** By the request's name in `METHODS`. */
export const LSP_PARAMS: { readonly [Method in keyof lsp.RequestParams]: z.ZodType<lsp.RequestParams[Method]> } = {
	plan: z.object({ uris: z.array(uri).min(1), settings }),
	audit: z.object({
		uris: z.array(uri).min(1),
		models: z.object({ target: path, original: path.exactOptional(), reference: path.exactOptional() }),
		retain: z.array(uri),
		holdout: z.array(uri),
		suite: z.string().min(1),
		policy: z.string().min(1),
		seed,
		adapters: z.partialRecord(role, adapters).exactOptional(),
		engine: engine.exactOptional(),
		chat: chat.exactOptional(),
		quantise: z.array(z.string().min(1)).exactOptional(),
		probes: z.array(path).exactOptional(),
		furtherReferences: z.array(path).exactOptional(),
		extraction: z
			.object({
				...{ prefix: z.int(), suffix: z.int(), stride: z.int(), topK: z.int() },
				temperature: z.number(),
			})
			.exactOptional(),
		relearned: z
			.union([
				z.literal("train"),
				z.array(z.object({ of: role, lesson: z.enum(LESSONS), steps: z.int().min(1), file: path })),
			])
			.exactOptional(),
		selection: z
			.object({ start: offset, end: offset })
			.refine(({ start, end }) => start < end, "must not be empty")
			.exactOptional(),
		overlays: z.record(uri, z.string()),
	}),
	models: z.object({ folder: path.exactOptional() }),
	describe: z.object({ uri, columns }),
	tile: z
		.object({ uri, role, metric, columns, firstRow: offset, endRow: offset })
		.refine(
			({ firstRow, endRow }) => endRow >= firstRow && endRow - firstRow <= MAX_TILE_ROWS,
			`must ask for at most ${MAX_TILE_ROWS} rows`,
		),
	overview: z.object({ uri, role, metric, columns, cells: z.int().min(1).max(MAX_CELLS) }),
	leak: z.object({ uri, index: offset }),
	report: z.object({ run: z.string().min(1).exactOptional(), format: z.enum(["html", "md", "json"]) }),
};
