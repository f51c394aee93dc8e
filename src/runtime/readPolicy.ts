import { readFile } from "node:fs/promises";
import * as z from "zod";
import { DEFAULT_POLICY, type Policy } from "../core/audit/policy.ts";
import { Problem } from "../core/audit/problem.ts";
import { STATISTIC_NAMES } from "../core/audit/statisticName.ts";
import { jsonWithComments } from "../formats/jsonWithComments.ts";
import { fileSystemRefusal, refusalSentence } from "../formats/refusal.ts";

const SEVERITY = z.enum(["error", "warning", "info"]);
const THRESHOLD = z.number().min(0);

const RULE = z
	.strictObject({
		error: THRESHOLD,
		warning: THRESHOLD,
		info: THRESHOLD,
		complete: SEVERITY,
		knownAt: THRESHOLD,
		errorNeedsControlBelow: THRESHOLD,
		timesControl: THRESHOLD,
		standsAt: THRESHOLD,
		withoutControl: SEVERITY,
	})
	.partial();

/** A policy file: what it leaves out is as in the default policy; a rule it names replaces the default's. */
export const POLICY_FILE = z
	.strictObject({
		$schema: z.string(),
		name: z.string().min(1),
		failOn: SEVERITY.describe("Leaks of this severity or graver make the exit code 1."),
		claim: z
			.enum(["suppression", "suppression-sampling", "suppression-quantised", "removal"])
			.describe("What the model's maker says was achieved."),
		mustSupport: z.boolean().describe("Exit with 1 also when the audit does not support the claim."),
		rules: z.record(z.string(), RULE).describe("By metric; thresholds are at or above."),
		verdict: z
			.strictObject({
				leak: z.number(),
				widestInterval: z.number(),
				utility: z.number(),
				power: z.number(),
				capability: z.number(),
				required: z
					.array(z.enum(STATISTIC_NAMES))
					.min(1)
					.describe("Statistics that must pass for the claim to be supported, instead of those the claim names."),
				falseDiscovery: z
					.number()
					.gt(0)
					.lt(1)
					.describe("Expected share of false ones among the graded passages that are called leaks."),
			})
			.partial(),
	})
	.partial();

/** The policy of a request: "default", or that of a file. Throws Problem("input"). */
export async function readPolicy(policy: string): Promise<Policy> {
	if (policy === "default") return DEFAULT_POLICY;
	const text = await readFile(policy, "utf8").catch((error: unknown) => {
		const refusal = fileSystemRefusal(policy, error);
		throw new Problem("input", `The policy ${refusalSentence(refusal)}`, refusal.remedy);
	});
	const parsed = POLICY_FILE.safeParse(json(policy, text));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const place = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
		throw new Problem(
			"input",
			`The policy ${policy} is not one${place}: ${issue?.message}.`,
			"See schemas/policy.schema.json.",
		);
	}
	const { $schema: _, rules, verdict, ...rest } = parsed.data;
	return {
		...DEFAULT_POLICY,
		name: policy,
		...defined(rest),
		rules: {
			...DEFAULT_POLICY.rules,
			...Object.fromEntries(Object.entries(rules ?? {}).map(([id, rule]) => [id, defined(rule)])),
		},
		verdict: { ...DEFAULT_POLICY.verdict, ...defined(verdict ?? {}) },
	};
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** A record without its undefined fields, which would hide the defaults they are laid over. */
function defined<T extends object>(record: T): Defined<T> {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function json(file: string, text: string): unknown {
	const read = jsonWithComments(text);
	if ("value" in read) return read.value;
	throw new Problem("input", `The policy ${file} is not valid JSON (${read.error}).`, "Mend the file.");
}
