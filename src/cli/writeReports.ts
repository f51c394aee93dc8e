import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { renderReport } from "../runtime/renderReport.ts";
import type { Shell } from "./shell.ts";

export interface WrittenReports {
	/** Absolute path. */
	readonly folder: string;
	/** The HTML report, as seen from where the user stands. */
	readonly html: string;
}

/**
 * Writes report.html, report.md and result.json of a run to a folder: the named one, or `.palimpsest/RUN` where the user
 * stands, which version control is told to leave alone, as reports quote protected text.
 */
export async function writeReports(
	shell: Shell,
	auditor: Auditor,
	result: AuditResult,
	out: string | undefined,
): Promise<WrittenReports> {
	const own = join(shell.cwd, ".palimpsest");
	const folder = out === undefined ? join(own, result.run) : resolve(shell.cwd, out);
	try {
		await mkdir(folder, { recursive: true });
		if (out === undefined) await writeFile(join(own, ".gitignore"), "*\n");
		await writeFile(join(folder, "report.html"), renderReport(auditor, result, "html"));
		await writeFile(join(folder, "report.md"), renderReport(auditor, result, "md"));
		await writeFile(join(folder, "result.json"), renderReport(auditor, result, "json"));
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		throw new Problem(
			"input",
			`The report cannot be written to ${folder} (${code}).`,
			`Name another folder with --out DIR; the audit itself is kept: palimpsest report ${result.run}`,
		);
	}
	const html = join(folder, "report.html");
	const way = relative(shell.cwd, html);
	return { folder, html: way.startsWith("..") ? html : way };
}
