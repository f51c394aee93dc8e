import { exitCode } from "../core/audit/exitCode.ts";
import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { readPolicy } from "../runtime/readPolicy.ts";
import { renderReport } from "../runtime/renderReport.ts";
import { auditText } from "./auditText.ts";
import { pageOf } from "./page.ts";
import type { Shell } from "./shell.ts";
import { writeReports } from "./writeReports.ts";

export interface ReportOptions {
	/** One JSON document on stdout instead of text. */
	readonly json?: boolean | undefined;
	/** Every number and reason in the text. */
	readonly verbose?: boolean | undefined;
	/** Folder of the report's files. */
	readonly out?: string | undefined;
}

/** Writes the reports of a finished run and prints it. Sets the exit code. */
export async function showResult(
	shell: Shell,
	auditor: Auditor,
	{ request, result }: { readonly request: AuditRequest; readonly result: AuditResult },
	options: ReportOptions,
): Promise<void> {
	const policy = await readPolicy(request.policy);
	const failOn = request.failOn ?? policy.failOn;
	shell.exitCode = exitCode(result, { ...policy, failOn });
	const html = await writeReports(shell, auditor, result, options.out);
	if (options.json) {
		shell.stdout.write(renderReport(auditor, result, "json"));
		shell.stderr.write(`Report: ${html}\n`);
	} else {
		const hasLeaks = exitCode(result, { ...policy, failOn, mustSupport: false }) === 1;
		const how = { verbose: options.verbose === true, failOn, code: shell.exitCode, hasLeaks };
		shell.stdout.write(`${auditText(result, pageOf(shell), how)}\nReport: ${html}\n`);
	}
}
