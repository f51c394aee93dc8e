import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { LESSONS } from "../../core/audit/relearning/lesson.ts";
import type { RelearnedCopy } from "../../core/audit/relearning/relearnedCopy.ts";
import { SEVERITIES, type Severity } from "../../core/audit/severity.ts";
import { SUITES } from "../../core/audit/suites.ts";
import { ROLES } from "../../core/model/question.ts";
import type { ExtractionSettings } from "../../core/probes/extractionSettings.ts";
import { EXTRACTION_SCHEMA } from "../../runtime/configuration.ts";
import { type AuditChoices, planAudit } from "../../runtime/planAudit.ts";
import { auditAndReport } from "../auditAndReport.ts";
import { configuredFolder } from "../configuredFolder.ts";
import { adaptersByRole, type EngineOptions, engineOptions } from "../engineOptions.ts";
import { wholeNumber } from "../parseNumber.ts";
import type { Shell } from "../shell.ts";
import { storeOption } from "../storeOption.ts";
import { withAuditor } from "../withAuditor.ts";

interface Options extends EngineOptions {
	readonly model?: string;
	readonly original?: string;
	readonly reference?: string;
	readonly furtherReference?: readonly string[];
	readonly retain?: readonly string[];
	readonly holdout?: readonly string[];
	readonly suite?: string;
	readonly policy?: string;
	readonly seed?: number;
	readonly failOn?: Severity;
	readonly chat?: "auto" | "on" | "off";
	readonly quantize?: readonly string[];
	readonly extraction?: Partial<ExtractionSettings>;
	readonly relearn?: boolean;
	readonly relearned?: readonly RelearnedCopy[];
	readonly probe?: readonly string[];
	readonly selection?: { readonly start: number; readonly end: number };
	readonly store?: string;
	readonly out?: string;
	readonly verbose?: boolean;
	readonly json?: boolean;
}

const EXIT_CODES = `Exit codes:
  0    no leak of the severity that --fail-on or the policy names
  1    at least one such leak
  2    something is wrong with what was given: options, documents, models, store
  3    the engine failed
  130  cancelled; the same command goes on where it stopped`;

/** `palimpsest audit PATH... --model T.gguf`: the main job. */
export function auditCommand(shell: Shell): Command {
	const several = (path: string, paths: readonly string[] = []): readonly string[] => [...paths, path];
	return engineOptions(
		new Command("audit")
			.summary("find what a model still knows of documents it should have forgotten")
			.description(
				"Asks a local GGUF model about documents it should have forgotten and shows which passages still leak. What is " +
					"left out is taken from palimpsest.json in the current folder.",
			)
			.argument(
				"[paths...]",
				"documents and folders of the forget set (.txt, .md, .jsonl), or one folder with a palimpsest.json",
			)
			.option("--model <file>", "the unlearned model under audit (GGUF)")
			.option("--original <file>", "the model before unlearning")
			.option("--reference <file>", "a model that never saw the forget set")
			.option("--further-reference <file>", "another such model, to see how far they differ (repeatable)", several)
			.option("--retain <path>", "documents that must be kept (repeatable)", several)
			.option("--holdout <path>", "matched documents no model ever saw (repeatable)", several)
			.option("--suite <name>", `probes to run: ${Object.keys(SUITES).join(", ")} (default: standard)`)
			.option("--probe <file>", "a probe of your own, beside those of the suite (repeatable)", several)
			.option("--policy <file>", 'policy file, or "default"')
			.option("--seed <number>", "seed of everything random (default: 0)", wholeNumber(0))
			.option("--selection <start-end>", "only leaks in this stretch of a single document (UTF-16 offsets)", stretch)
			.addOption(
				new Option(
					"--fail-on <severity>",
					"exit with 1 for leaks of this severity or graver (default: the policy's, which is error)",
				).choices(SEVERITIES),
			)
			.addOption(
				new Option("--chat <when>", "ask instruct models through their chat template (default: auto)").choices([
					"auto",
					"on",
					"off",
				]),
			)
			.option(
				"--quantize <ways>",
				"audit the target quantised as well: Q4_0,Q3_K_M or files, or none (default: the suite full does)",
				(ways: string) => ways.split(","),
			)
			.option(
				"--extraction <settings>",
				"windows and sampling of extraction, as in prefix=50,suffix=50,stride=10,temperature=1,topK=40 (the defaults)",
				extractionSettings,
			)
			.addOption(
				new Option(
					"--relearn",
					"train copies of models that the lab wrote, to see what a little training brings back",
				).conflicts("relearned"),
			)
			.addOption(new Option("--no-relearn", "no copies, whatever palimpsest.json says").conflicts("relearned"))
			.option(
				"--relearned <of/lesson/steps=file>",
				"a copy you trained, as in target/half/40=copy.gguf; see `palimpsest lessons` (repeatable)",
				relearnedCopy,
			)
			.addOption(storeOption(shell))
			.option("--out <dir>", "where report.html, report.md and result.json go (default: .palimpsest/RUN)")
			.option("--verbose", "print every number and every reason")
			.option("--json", "print one JSON document instead of text")
			.addHelpText("after", `\n${EXIT_CODES}`),
		{ roles: true },
	).action(async (paths: readonly string[], options: Options) => {
		const { original, reference, selection, failOn, suite, seed, gpu, mode, chat, extraction, lora = [] } = options;
		// Flags are as seen from here, whichever folder's palimpsest.json says the rest.
		const here = (path: string) => resolve(shell.cwd, path);
		const one = (path: string | undefined) => (path ? here(path) : undefined);
		const configured = configuredFolder(shell.cwd, paths);
		const flags = {
			forget: configured ? [] : paths.map(here),
			models: { target: one(options.model), original: one(original), reference: one(reference) },
			furtherReferences: options.furtherReference?.map(here),
			adapters: adaptersByRole(lora.map((adapter) => ({ ...adapter, file: here(adapter.file) }))),
			retain: options.retain?.map(here),
			holdout: options.holdout?.map(here),
			policy: options.policy === "default" ? options.policy : one(options.policy),
			quantize: options.quantize?.map((way) => (/\.gguf$/i.test(way) ? here(way) : way)),
			probes: options.probe?.map(here),
			relearned: relearnedFlag(options, here),
			...{ suite, seed, gpu, mode, chat, extraction },
		};
		const request = {
			...(await planAudit(configured ?? shell.cwd, flags)),
			...(selection ? { selection } : {}),
			...(failOn ? { failOn } : {}),
		};
		await withAuditor(shell, options, (auditor) => auditAndReport(shell, auditor, request, options));
	});
}

function extractionSettings(text: string): Partial<ExtractionSettings> {
	const pairs = text.split(",").map((pair) => pair.split("="));
	const read = EXTRACTION_SCHEMA.safeParse(Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)])));
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw new InvalidArgumentError(`${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}.`);
}

function relearnedFlag({ relearn, relearned }: Options, here: (path: string) => string): AuditChoices["relearned"] {
	if (relearn !== undefined) return relearn ? "train" : "none";
	return relearned?.map((copy) => ({ ...copy, file: here(copy.file) }));
}

function relearnedCopy(text: string, before: readonly RelearnedCopy[] = []): readonly RelearnedCopy[] {
	const [, of, lesson, steps, file] = /^(\w+)\/(\w+)\/(\d+)=(.+)$/.exec(text) ?? [];
	const [role, taught] = [ROLES.find((name) => name === of), LESSONS.find((name) => name === lesson)];
	if (!role || !taught || !file || Number(steps) < 1) {
		throw new InvalidArgumentError(
			`It must be a model, what it was taught (${LESSONS.join(", ")}), steps and a file, as in target/half/40=copy.gguf.`,
		);
	}
	return [...before, { of: role, lesson: taught, steps: Number(steps), file }];
}

function stretch(text: string): { readonly start: number; readonly end: number } {
	const [, start, end] = /^(\d+)-(\d+)$/.exec(text) ?? [];
	if (start === undefined || end === undefined || Number(start) >= Number(end)) {
		throw new InvalidArgumentError("It must be two offsets, as in 120-480.");
	}
	return { start: Number(start), end: Number(end) };
}
