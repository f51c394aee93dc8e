import { pathToFileURL } from "node:url";
import * as z from "zod";
import { Problem } from "../core/audit/problem.ts";
import type { Probe } from "../core/probes/probe.ts";
import { PROBES } from "../core/probes/registry.ts";

const FUNCTION = z.custom<(...args: never) => unknown>((value) => typeof value === "function", "must be a function");

/** What a file must export to be a probe; what its functions return is its own affair until it is used. */
const PROBE = z.looseObject({
	id: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be small letters, digits and hyphens"),
	version: z.int().min(1),
	family: z.enum(["verbatim", "knowledge", "jailbreak", "ununlearning", "sampling", "membership", "utility"]),
	title: z.string().min(1),
	sets: z.array(z.enum(["forget", "retain", "holdout"])).min(1),
	metrics: z.array(
		z.looseObject({
			name: z.string().min(1),
			title: z.string().min(1),
			orientation: z.enum(["higher = more leakage", "lower = more leakage", "higher = better", "lower = better"]),
			explanation: z.string().min(1),
		}),
	),
	run: FUNCTION,
	conclude: FUNCTION.optional(),
});

/**
 * Probes that live outside this program: each file's default export. They are code, and run with the rights of whoever
 * runs the audit. Throws Problem("input") that names the file and what is wrong with it.
 * @param files absolute paths of .js, .mjs or .ts files
 */
export async function loadProbes(files: readonly string[]): Promise<readonly Probe[]> {
	const probes: Probe[] = [];
	for (const file of files) {
		const probe = await load(file);
		if ([...PROBES, ...probes].some(({ id }) => id === probe.id)) {
			throw new Problem("input", `The probe ${file} has the id "${probe.id}", which is taken.`, "Give it another id.");
		}
		probes.push(probe);
	}
	return probes;
}

async function load(file: string): Promise<Probe> {
	const refuse = (why: string) =>
		new Problem("input", `The probe ${file} cannot be used: ${why}.`, "See docs/probes/your-own.md.");
	let exported: unknown;
	try {
		exported = ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
	} catch (error) {
		throw refuse((error as Error).message.replace(/\.$/, ""));
	}
	if (exported === undefined) throw refuse("it has no default export");
	const parsed = PROBE.safeParse(exported);
	if (parsed.success) return exported as Probe;
	const [issue] = parsed.error.issues;
	throw refuse(`${issue?.path.join(".") || "its default export"}: ${issue?.message ?? "is not a probe"}`);
}
