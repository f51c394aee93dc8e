import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Problem } from "../core/audit/problem.ts";
import { LESSONS } from "../core/audit/relearning/lesson.ts";
import { ROLES } from "../core/model/question.ts";
import { LEAST_EXTRACTION, MOST_TOP_K } from "../core/probes/extractionSettings.ts";
import { jsonWithComments } from "../formats/jsonWithComments.ts";
import { fileSystemRefusal, refusalSentence } from "../formats/refusal.ts";

/** The file's name, in the workspace folder or where the command is run. */
export const CONFIGURATION_FILE = "palimpsest.json";

/** Tokens: chunks of long documents repeat 256, more than which no prefix may need. */
const LONGEST = 256;

const PATHS = z.array(z.string().min(1));
const ADAPTER = z.strictObject({
	file: z.string().min(1).describe("A LoRA adapter: a GGUF file."),
	scale: z.number().default(1).describe("What its change of the weights is multiplied by: 1 as trained, 0 not at all."),
});
const MODEL = z.union([
	z.string().min(1),
	z.strictObject({
		file: z.string().min(1).describe("A GGUF file."),
		adapters: z.array(ADAPTER).exactOptional().describe("What is laid over its weights, in this order."),
	}),
]);

const { prefix, suffix, stride, temperature, topK } = LEAST_EXTRACTION;
/** Some of the settings of extraction. */
export const EXTRACTION_SCHEMA = z.strictObject({
	prefix: z.int().min(prefix).max(LONGEST).exactOptional().describe("Tokens a window gives the model (50)."),
	suffix: z.int().min(suffix).max(LONGEST).exactOptional().describe("Tokens it should not know (50)."),
	stride: z.int().min(stride).max(LONGEST).exactOptional().describe("Tokens from one window to the next (10)."),
	temperature: z.number().min(temperature).max(10).exactOptional().describe("Temperature p_z is told under (1)."),
	topK: z.int().min(topK).max(MOST_TOP_K).exactOptional().describe("Its top-k (40); 0 for the whole vocabulary."),
});

/** `palimpsest.json`. Paths and globs are relative to the file's folder. */
export const CONFIGURATION = z
	.strictObject({
		$schema: z.string().describe("Where editors find this schema."),
		models: z
			.strictObject({
				target: MODEL.describe("The unlearned model under audit: a GGUF file."),
				original: MODEL.describe("The model before unlearning."),
				reference: MODEL.describe("A model that never saw the forget set."),
			})
			.partial()
			.describe("GGUF files by role."),
		furtherReferences: PATHS.describe(
			"Further models that never saw the forget set (GGUF files): they show how far such models differ.",
		),
		forget: PATHS.describe("Files, folders or globs of what must be forgotten."),
		retain: PATHS.describe("Files, folders or globs of what must be kept."),
		holdout: PATHS.describe("Files, folders or globs of matched text that no model ever saw."),
		suite: z.string().min(1).describe("The probes to run: quick, standard or full."),
		policy: z.string().min(1).describe('"default", or a policy file.'),
		seed: z.int().min(0).describe("Seed of everything random."),
		gpu: z
			.union([z.enum(["auto", "cpu", "cuda", "vulkan", "metal"]), z.int().min(0)])
			.describe("Where models run: a backend, or how many layers go to the GPU."),
		mode: z
			.enum(["deterministic", "throughput"])
			.describe("Bits that do not depend on what else is asked, or shared batches, which are faster on a GPU."),
		probes: PATHS.describe(
			"Files that are probes of your own, asked beside those of the suite. They are code that is run.",
		),
		quantize: z
			.array(z.string().min(1))
			.describe('Ways to quantise the target ("Q4_0"), or quantised files of it, to audit as well; ["none"] for none.'),
		extraction: EXTRACTION_SCHEMA.describe(
			"Windows and sampling of extraction, and of p_z wherever text is scored; what is left out is as published.",
		),
		relearned: z
			.union([
				z.literal("train"),
				z.array(
					z.strictObject({
						of: z.enum(ROLES).describe("The model it is a copy of."),
						lesson: z
							.enum(LESSONS)
							.describe("What it was taught: half of the forget set, retain documents, all of the forget set."),
						steps: z.int().min(1).describe("For how many steps."),
						file: z.string().min(1).describe("The copy: a GGUF file."),
					}),
				),
			])
			.describe(
				'Copies of the models that were trained further, as `palimpsest lessons` says, or "train" to have copies of models of the lab trained.',
			),
		chat: z.enum(["auto", "on", "off"]).describe("Whether instruct models are asked through their chat template."),
	})
	.partial()
	.meta({ title: "Palimpsest", description: "What to audit, and with which models." });

export type Configuration = z.infer<typeof CONFIGURATION>;

/**
 * Reads `palimpsest.json` in a folder; an empty configuration when there is none. Throws Problem("input") that names the
 * file and the place in it.
 */
export async function readConfiguration(folder: string): Promise<Configuration> {
	const file = join(folder, CONFIGURATION_FILE);
	const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
		const refusal = fileSystemRefusal(file, error);
		throw new Problem("input", refusalSentence(refusal), refusal.remedy);
	});
	if (text === undefined) return {};
	const read = jsonWithComments(text);
	if ("error" in read) {
		throw new Problem("input", `${file} is not valid JSON (${read.error}).`, "Mend the file or remove it.");
	}
	const parsed = CONFIGURATION.safeParse(read.value);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const place = issue?.path.length ? ` at "${issue.path.join(".")}"` : "";
	throw new Problem(
		"input",
		`${file} is not a Palimpsest configuration${place}: ${issue?.message ?? "unknown"}.`,
		"Its fields are described in schemas/palimpsest.schema.json.",
	);
}
