import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { renderReport } from "../runtime/renderReport.ts";
import { auditText } from "./auditText.ts";
import { paletteFor } from "./palette.ts";
import type { Shell } from "./shell.ts";
import { writeReports } from "./writeReports.ts";

export interface ReportOptions {
	/** One JSON document on stdout instead of text. */
	readonly json?: boolean | undefined;
	/** Folder of the report's files. */
	readonly out?: string | undefined;
}

/** Writes the reports of a finished run and prints it. */
export async function showResult(
	shell: Shell,
	auditor: Auditor,
	result: AuditResult,
	options: ReportOptions,
): Promise<void> {
	const { html } = await writeReports(shell, auditor, result, options.out);
	if (options.json) {
		shell.stdout.write(renderReport(auditor, result, "json"));
		shell.stderr.write(`Report: ${html}\n`);
	} else {
		shell.stdout.write(`${auditText(result, paletteFor(shell.stdout, shell.env))}\n\nReport: ${html}\n`);
	}
}
