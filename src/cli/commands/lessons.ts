import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { halvesOf } from "../../core/audit/relearning/halves.ts";
import type { Lesson } from "../../core/audit/relearning/lesson.ts";
import type { Document } from "../../core/corpus/document.ts";
import { counted } from "../../core/report/formatNumber.ts";
import { documentsOf, readMaterial } from "../../runtime/material.ts";
import { planAudit } from "../../runtime/planAudit.ts";
import { configuredFolder } from "../configuredFolder.ts";
import { wholeNumber } from "../parseNumber.ts";
import type { Shell } from "../shell.ts";

interface Options {
	readonly retain?: readonly string[];
	readonly seed?: number;
	readonly out: string;
}

const NEXT = `Train copies of the target, the reference and the original on each file alike (same optimiser, rate and order), save
them after a few numbers of steps as GGUF files, and name them:

  palimpsest audit ... --relearned reference/half/20=copies/reference-half-20.gguf --relearned target/half/20=...

half: save the reference often enough to see after how many steps it answers half of what it was taught, and the target
and the original after just as many. retain: all three after as many steps as that. forget: the target and the reference
often, until they answer most of it.`;

/** `palimpsest lessons [PATH...] --out DIR`: what copies of the models are to be trained on, for --relearned. */
export function lessonsCommand(shell: Shell): Command {
	const several = (path: string, paths: readonly string[] = []): readonly string[] => [...paths, path];
	return new Command("lessons")
		.summary("write what copies of the models are to be trained on, for --relearned")
		.description(
			"Writes the lessons of the relearning tests as .jsonl files with a text and its questions on each line: half of the " +
				"forget set (the audit then asks about the other half), the retain documents, and all of the forget set.",
		)
		.argument("[paths...]", "documents and folders of the forget set, or one folder with a palimpsest.json")
		.option("--retain <path>", "documents that must be kept (repeatable)", several)
		.option("--seed <number>", "the audit's seed, which draws the halves (default: 0)", wholeNumber(0))
		.requiredOption("--out <dir>", "where half.jsonl, retain.jsonl and forget.jsonl go")
		.addHelpText("after", `\n${NEXT}`)
		.action(async (paths: readonly string[], { retain, seed, out }: Options) => {
			const here = (path: string) => resolve(shell.cwd, path);
			const configured = configuredFolder(shell.cwd, paths);
			// Lessons are the same for every model: where none is named, that is no matter here.
			const anyModel = { models: { target: "none.gguf" } };
			const flags = { forget: configured ? [] : paths.map(here), retain: retain?.map(here), seed };
			const request = await planAudit(configured ?? shell.cwd, flags, anyModel);
			const documents = documentsOf(await readMaterial(request, {}));
			const lessons: Readonly<Record<Lesson, readonly Document[]>> = {
				half: halvesOf(documents.forget, request.seed).taught,
				retain: documents.retain,
				forget: documents.forget,
			};
			await mkdir(here(out), { recursive: true });
			for (const [lesson, taught] of Object.entries(lessons)) {
				if (taught.length === 0) continue;
				const file = join(here(out), `${lesson}.jsonl`);
				await writeFile(file, taught.map(({ text, questions }) => `${JSON.stringify({ text, questions })}\n`).join(""));
				shell.stdout.write(`${file}: ${counted(taught.length, "document")}\n`);
			}
		});
}
