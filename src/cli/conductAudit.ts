import { exitCode } from "../core/audit/exitCode.ts";
import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { readPolicy } from "../runtime/readPolicy.ts";
import { renderReport } from "../runtime/renderReport.ts";
import { reproduceCommand } from "../runtime/reproduceCommand.ts";
import { auditText } from "./auditText.ts";
import { paletteFor } from "./palette.ts";
import { progressView } from "./progressView.ts";
import type { Shell } from "./shell.ts";
import { writeReports } from "./writeReports.ts";

export interface ReportOptions {
	/** One JSON document on stdout instead of text. */
	readonly json?: boolean | undefined;
	/** Folder of the report's files. */
	readonly out?: string | undefined;
}

/** Runs an audit, tells its progress, writes its reports and prints what it found. Sets the exit code. */
export async function conductAudit(
	shell: Shell,
	auditor: Auditor,
	request: AuditRequest,
	options: ReportOptions,
): Promise<void> {
	const view = progressView(shell.stderr);
	let result: AuditResult;
	try {
		result = await auditor.audit(request, {
			signal: shell.signal,
			command: reproduceCommand(request, shell.cwd),
			onEvent: (event) => view.follow(event),
		});
	} finally {
		view.end();
	}
	await showResult(shell, auditor, result, options);
	shell.exitCode = exitCode(result, await readPolicy(request.policy));
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
