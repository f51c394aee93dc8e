import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { AdapterSpec, AuditRequest, ModelSpec } from "../core/audit/request.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import { EXTRACTION, type ExtractionSettings } from "../core/probes/extractionSettings.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { engineChoices } from "./engineWishes.ts";

/** Taken where nobody names another policy. */
const POLICY_NAME = "palimpsest.policy.json";

/** What somebody chose of an audit; everything may be left out. Paths may be relative. */
export interface AuditChoices {
	readonly forget?: readonly string[] | undefined;
	readonly models?: Readonly<Partial<Record<Role, string | undefined>>> | undefined;
	/** Files. */
	readonly furtherReferences?: readonly string[] | undefined;
	/** Laid over the models of these roles, instead of what palimpsest.json lays over them. */
	readonly adapters?: Readonly<Partial<Record<Role, readonly AdapterSpec[]>>> | undefined;
	readonly retain?: readonly string[] | undefined;
	readonly holdout?: readonly string[] | undefined;
	readonly suite?: string | undefined;
	readonly policy?: string | undefined;
	readonly seed?: number | undefined;
	/** As `EngineWishes`. */
	readonly gpu?: string | undefined;
	readonly mode?: string | undefined;
	readonly chat?: AuditRequest["chat"] | undefined;
	/** Files that are probes. */
	readonly probes?: readonly string[] | undefined;
	/** Ways to quantise the target, or files; ["none"] for not at all. */
	readonly quantize?: readonly string[] | undefined;
	/** "none" for not at all. */
	readonly relearned?: AuditRequest["relearned"] | "none" | undefined;
	/** What is left out is as published. */
	readonly extraction?: Partial<ExtractionSettings> | undefined;
}

/**
 * The request that flags, `palimpsest.json` in `folder`, settings and defaults make together, each winning over the
 * next. Throws Problem("input") when no documents or no target model are named anywhere.
 */
export async function planAudit(
	folder: string,
	flags: AuditChoices,
	settings: AuditChoices = {},
): Promise<AuditRequest> {
	const file = await readConfiguration(folder);
	const first = <K extends keyof AuditChoices & keyof Configuration>(field: K) =>
		[flags, file, settings].map((choices) => choices[field]).find(isSaid) as AuditChoices[K];
	const model = (role: Role): ModelSpec | undefined => {
		const named = [flags, file, settings].map((choices) => choices.models?.[role]).find(isSaid);
		if (named === undefined) return undefined;
		const spec: ModelSpec = typeof named === "string" ? { file: named } : named;
		const adapters = (flags.adapters?.[role] ?? spec.adapters ?? []).map((adapter) => {
			return { ...adapter, file: resolve(folder, adapter.file) };
		});
		return { file: resolve(folder, spec.file), ...(adapters.length > 0 ? { adapters } : {}) };
	};
	const paths = async (field: "forget" | "retain" | "holdout") => {
		// A shell has expanded the globs of flags; a file is nobody's shell.
		const named = isSaid(flags[field]) ? flags[field] : await expanded(folder, first(field) ?? []);
		return (named ?? []).map((path) => resolve(folder, path));
	};
	const forget = await paths("forget");
	if (forget.length === 0) {
		throw new Problem("input", "No documents were named.", 'Name files or folders, or "forget" in palimpsest.json.');
	}
	const target = model("target");
	if (target === undefined) {
		const remedy = 'Name a GGUF file with --model, or as "models.target" in palimpsest.json.';
		throw new Problem("input", "No model was named.", remedy);
	}
	const bare = ROLES.find((role) => flags.adapters?.[role] && !model(role));
	if (bare) {
		throw new Problem("input", `An adapter was named for the ${bare}, and no such model.`, `Name one with --${bare}.`);
	}
	const policy = first("policy") ?? (existsSync(join(folder, POLICY_NAME)) ? POLICY_NAME : "default");
	const engine = engineChoices({ gpu: first("gpu")?.toString(), mode: first("mode") });
	const chat = first("chat");
	const quantize = first("quantize");
	const furtherReferences = first("furtherReferences");
	const probes = first("probes");
	const relearned = first("relearned");
	const extraction = { ...file.extraction, ...flags.extraction };
	return {
		forget,
		retain: await paths("retain"),
		holdout: await paths("holdout"),
		models: {
			target,
			...Object.fromEntries(
				ROLES.filter((role) => role !== "target").flatMap((role) => {
					const named = model(role);
					return named === undefined ? [] : [[role, named] as const];
				}),
			),
		},
		...(Object.keys(extraction).length > 0 ? { extraction: { ...EXTRACTION, ...extraction } } : {}),
		...(furtherReferences ? { furtherReferences: furtherReferences.map((file) => resolve(folder, file)) } : {}),
		suite: first("suite") ?? "standard",
		policy: policy === "default" ? policy : resolve(folder, policy),
		seed: first("seed") ?? 0,
		...(engine ? { engine } : {}),
		...(chat ? { chat } : {}),
		...(probes ? { probes: probes.map((probe) => resolve(folder, probe)) } : {}),
		...(relearned ? { relearned: placed(relearned, folder) } : {}),
		...(quantize
			? { quantise: quantize.filter((way) => way !== "none").map((way) => (isFile(way) ? resolve(folder, way) : way)) }
			: {}),
	};
}

function placed(
	copies: NonNullable<AuditChoices["relearned"]>,
	folder: string,
): NonNullable<AuditRequest["relearned"]> {
	if (copies === "train") return copies;
	if (copies === "none") return [];
	return copies.map((copy) => ({ ...copy, file: resolve(folder, copy.file) }));
}

const isFile = (way: string): boolean => way.toLowerCase().endsWith(".gguf");

/** A cleared setting is an empty text or list and says nothing. */
function isSaid<T>(value: T | undefined): value is T {
	return value !== undefined && !((typeof value === "string" || Array.isArray(value)) && value.length === 0);
}

async function expanded(folder: string, patterns: readonly string[]): Promise<readonly string[]> {
	const found: string[] = [];
	for (const pattern of patterns) {
		if (!/[*?[\]{}]/.test(pattern)) {
			found.push(pattern);
			continue;
		}
		const matches: string[] = [];
		for await (const match of glob(pattern, { cwd: folder, exclude: (name) => name.endsWith("node_modules") }))
			matches.push(match);
		if (matches.length === 0) {
			throw new Problem("input", `Nothing in ${folder} matches ${pattern}.`, "Check the pattern in palimpsest.json.");
		}
		found.push(...matches.sort());
	}
	return found;
}
