import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { Auditor } from "../runtime/auditor.ts";
import { makeFolder } from "../runtime/makeFolder.ts";
import { renderReport } from "../runtime/renderReport.ts";
import type { Shell } from "./shell.ts";

/** Where reports go when nobody says where. */
const OWN = ".palimpsest";

/** Makes the folder the reports will go to, so that an audit does not end where it cannot be written. Throws Problem. */
export async function prepareReports(shell: Shell, out: string | undefined): Promise<void> {
	const folder = resolve(shell.cwd, out ?? OWN);
	await writing(folder, "Name another folder with --out DIR.", async () => {
		makeFolder(folder);
		accessSync(folder, constants.W_OK);
	});
}

/**
 * Writes report.html, report.md and result.json of a run to a folder: the named one, or `.palimpsest/RUN` where the user
 * stands, which version control is told to leave alone, as reports quote protected text. Gives the path of the HTML
 * report as seen from where the user stands.
 */
export async function writeReports(
	shell: Shell,
	auditor: Auditor,
	result: AuditResult,
	out: string | undefined,
): Promise<string> {
	const own = join(shell.cwd, OWN);
	const folder = out === undefined ? join(own, result.run) : resolve(shell.cwd, out);
	const kept = `Name another folder with --out DIR; the audit itself is kept: palimpsest report ${result.run}`;
	await writing(folder, kept, async () => {
		makeFolder(folder);
		if (out === undefined) await writeFile(join(own, ".gitignore"), "*\n");
		await writeFile(join(folder, "report.html"), renderReport(auditor, result, "html"));
		await writeFile(join(folder, "report.md"), renderReport(auditor, result, "md"));
		await writeFile(join(folder, "result.json"), renderReport(auditor, result, "json"));
	});
	const html = join(folder, "report.html");
	const way = relative(shell.cwd, html);
	return way.startsWith("..") ? html : way;
}

async function writing(folder: string, remedy: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		const why = code === "ENOTDIR" ? "a file is in the way" : code;
		throw new Problem("input", `The report cannot be written to ${folder} (${why}).`, remedy);
	}
}
