import * as z from "zod";

/** One figure. */
const ROW = z.object({
	name: z.string(),
	model: z.string(),
	value: z.number().describe("Median speed."),
	unit: z.string(),
	ratio: z.number().describe("Median over rounds or runs of this speed against the other."),
	of: z.string().describe("What the ratio stands against."),
	spread: z.tuple([z.number(), z.number()]).describe("Least and greatest ratio."),
	required: z.number().nullable().describe("The least ratio asked for."),
	met: z.boolean(),
	note: z.string().optional(),
});

/** What `palimpsest bench` prints with --json. */
export const BENCH_JSON = z.object({
	benchmark: z.enum(["engine", "audit"]),
	machine: z.object({
		processor: z.string(),
		cores: z.int(),
		memoryBytes: z.number(),
		platform: z.string(),
		node: z.string(),
		palimpsest: z.string(),
		llamaCpp: z.string(),
		backend: z.string(),
		threads: z.int(),
		loadBefore: z.number().describe("Load average of the last minute before the first run."),
		loadAfter: z.number(),
	}),
	runs: z.int().describe("How often the whole was repeated."),
	rows: z.array(ROW),
});

export type BenchJson = z.infer<typeof BENCH_JSON>;
