import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { reproduceCommand } from "../runtime/reproduceCommand.ts";
import { progressView } from "./progressView.ts";
import type { Shell } from "./shell.ts";
import { type ReportOptions, showResult } from "./showResult.ts";
import { prepareReports } from "./writeReports.ts";

/** Runs an audit, tells its progress, writes its reports and prints what it found. Sets the exit code. */
export async function auditAndReport(
	shell: Shell,
	auditor: Auditor,
	request: AuditRequest,
	options: ReportOptions,
): Promise<void> {
	await prepareReports(shell, options.out);
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
	await showResult(shell, auditor, { request, result }, options);
}
