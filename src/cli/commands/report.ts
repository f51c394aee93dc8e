import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command, Option } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import { makeFolder } from "../../runtime/makeFolder.ts";
import { REPORT_FORMATS, type ReportFormat, reportOf } from "../../runtime/renderReport.ts";
import type { Shell } from "../shell.ts";
import { storeOption } from "../storeOption.ts";
import { withAuditor } from "../withAuditor.ts";

interface Options {
	readonly format: ReportFormat;
	readonly out?: string;
	readonly store?: string;
}

/** `palimpsest report [RUN]`: a finished audit as HTML, Markdown or JSON. */
export function reportCommand(shell: Shell): Command {
	return new Command("report")
		.summary("print the report of a finished audit")
		.description("Prints the report of a finished audit on stdout, or writes it to a file.")
		.argument("[run]", "the run's id", "latest")
		.addOption(new Option("--format <format>", "the report's format").choices(REPORT_FORMATS).default("html"))
		.option("--out <file>", "the file to write instead of stdout")
		.addOption(storeOption(shell))
		.action(async (run: string, options: Options) => {
			const text = await withAuditor(shell, options, (auditor) => reportOf(auditor, run, options.format));
			if (options.out === undefined) {
				shell.stdout.write(text);
				return;
			}
			const file = resolve(shell.cwd, options.out);
			try {
				makeFolder(dirname(file));
				await writeFile(file, text);
			} catch (error) {
				const { code } = error as NodeJS.ErrnoException;
				if (code === undefined) throw error;
				throw new Problem("input", `${file} cannot be written (${code}).`, "Name another file with --out.");
			}
			shell.stderr.write(`Report: ${file}\n`);
		});
}
