import * as z from "zod";
import { LESSONS } from "../../core/audit/relearning/lesson.ts";

const SEVERITY = z.enum(["error", "warning", "info"]);
const ROLE = z.enum(["target", "original", "reference"]);
const SET = z.enum(["forget", "retain", "holdout"]);
/** NaN and the infinities are null in JSON. */
const NUMBER = z.number().nullable();
const OFFSET = z.int().min(0).describe("UTF-16 offset into the document.");

const NOTE = z.object({
	kind: z.enum(["adapted", "not-run", "failed", "gate"]),
	probe: z.string(),
	message: z.string(),
	passages: z
		.array(z.object({ start: OFFSET, end: OFFSET }))
		.optional()
		.describe("Where in the document the questions stood that failed."),
});

const P = NUMBER.describe(
	"p of the value: the share of holdout or reference passages with at least that value, itself counted among them.",
);

const EVIDENCE = z.object({
	probe: z.string(),
	metric: z.string(),
	value: NUMBER,
	control: NUMBER.optional(),
	p: P.optional(),
	severity: SEVERITY,
	span: z.object({ start: OFFSET, end: OFFSET }),
	setting: z.string(),
	prompt: z.string(),
	expected: z.string(),
	produced: z.string().optional(),
	numbers: z.partialRecord(ROLE, z.record(z.string(), NUMBER)),
});

const LEAK = z.object({
	start: OFFSET,
	end: OFFSET,
	severity: SEVERITY,
	probe: z.string(),
	metric: z.string(),
	value: NUMBER,
	control: NUMBER.optional().describe("The reference's value."),
	p: P.optional(),
	message: z.string(),
	text: z.string(),
	evidence: z.array(EVIDENCE),
});

const DOCUMENT = z.object({
	path: z.string().describe("Relative to the audited folder, with forward slashes; FILE#LINE for a .jsonl record."),
	sha256: z.string(),
	severity: z.enum(["error", "warning", "info", "none"]),
	leaks: z.array(LEAK).describe("Ranked, gravest first."),
	scores: z.record(z.string(), z.array(z.object({ metric: z.string(), role: ROLE, value: NUMBER }))),
	notes: z.array(NOTE),
});

const ADAPTER = z.object({ file: z.string(), sha256: z.string(), scale: NUMBER });

const MODEL = z.object({
	file: z.string(),
	sha256: z.string(),
	adapters: z.array(ADAPTER).optional().describe("LoRA adapters laid over the weights, in this order."),
	description: z.looseObject({ name: z.string(), architecture: z.string(), quantisation: z.string() }),
});

const METRIC = z.object({
	value: NUMBER,
	n: z.int().min(0),
	interval: z.tuple([NUMBER, NUMBER]).describe("95 %"),
	method: z.string().describe('How the interval was had and what was drawn anew; "none" where there is none.'),
	orientation: z.string(),
	title: z.string(),
	explanation: z.string(),
	role: ROLE.optional(),
	set: SET.optional(),
	probe: z.string(),
});

/** What `palimpsest audit --json` prints and `result.json` holds. More fields may come; these keep their names. */
export const AUDIT_JSON = z.object({
	run: z.string(),
	startedAt: z.string(),
	finishedAt: z.string(),
	suite: z.string(),
	models: z.object({ target: MODEL, original: MODEL.optional(), reference: MODEL.optional() }),
	documents: z.array(DOCUMENT).describe("The forget set."),
	retain: z.object({ documents: z.array(DOCUMENT) }).optional(),
	holdout: z.object({ documents: z.array(DOCUMENT) }).optional(),
	unread: z
		.array(z.object({ set: SET, path: z.string(), reason: z.string() }))
		.describe("Inputs left out because they could not be read; nothing of them was asked."),
	summary: z.object({
		documents: z.int().min(0),
		leaked: z.object({ error: z.int(), warning: z.int(), info: z.int() }),
	}),
	quantised: z
		.array(
			z.object({
				name: z.string(),
				model: MODEL,
				leaked: z.object({ error: z.int(), warning: z.int(), info: z.int() }),
				passages: z
					.array(z.object({ path: z.string(), leak: LEAK }))
					.describe("Leaks that the target as it was given does not show there."),
			}),
		)
		.optional()
		.describe("The target with smaller weights: documents that leak from it, by their gravest passage."),
	furtherReferences: z
		.array(MODEL)
		.optional()
		.describe("Further models that never saw the forget set, compared with the reference."),
	relearned: z
		.object({
			trainer: z.string().describe("How the copies were trained."),
			budget: z.int().min(1).describe("Steps after which the reference gives back half of what it was taught."),
			curves: z
				.array(z.object({ of: ROLE, points: z.array(z.object({ steps: z.int().min(0), share: NUMBER })) }))
				.describe("How much of the forget set comes back as a copy learns it."),
			copies: z.array(
				z.object({
					of: ROLE,
					lesson: z.enum(LESSONS),
					steps: z.int().min(1),
					file: z.string(),
					sha256: z.string(),
				}),
			),
		})
		.optional()
		.describe("Copies of the models that were trained further."),
	metrics: z.record(z.string(), METRIC),
	verdict: z.object({
		claim: z.string(),
		label: z.enum(["INEFFECTIVE", "SUPPRESSION", "OVER-UNLEARNED", "REMOVAL-CONSISTENT", "INCONCLUSIVE"]),
		supported: z.boolean(),
		flags: z.array(z.enum(["DESTROYED"])),
		reasons: z.array(z.string()),
		missing: z.array(z.string()).describe("Not run in this audit, and what would be needed."),
		notBuilt: z.array(z.string()).describe("Tests this version cannot run."),
	}),
	notes: z.array(NOTE),
	provenance: z.looseObject({
		palimpsest: z.string(),
		llamaCpp: z.string(),
		seed: z.number(),
		profile: z.string(),
		command: z.string(),
	}),
});
