import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import { auditAndReport } from "../auditAndReport.ts";
import type { Shell } from "../shell.ts";
import { type ReportOptions, showResult } from "../showResult.ts";
import { storeOption } from "../storeOption.ts";
import { withAuditor } from "../withAuditor.ts";

/** `palimpsest resume [RUN]`: finishes an audit that was interrupted; shows it again when it has finished. */
export function resumeCommand(shell: Shell): Command {
	return new Command("resume")
		.summary("finish an audit that was interrupted")
		.description("Finishes an audit that was interrupted. Questions that were answered are not asked again.")
		.argument("[run]", "the run's id (default: the newest unfinished one)")
		.addOption(storeOption(shell))
		.option("--out <dir>", "where the report's files go (default: .palimpsest/RUN)")
		.option("--verbose", "print every number and every reason")
		.option("--json", "print one JSON document instead of text")
		.action(async (run: string | undefined, options: ReportOptions & { readonly store?: string }) => {
			await withAuditor(shell, options, async (auditor) => {
				const runs = auditor.runs();
				const found = runs.find((each) => (run === undefined ? each.state !== "finished" : each.run === run));
				if (!found) {
					const message = run === undefined ? "There is no unfinished run." : `There is no run named ${run}.`;
					throw new Problem("input", message, "See `palimpsest runs`.");
				}
				if (found.state === "running") {
					throw new Problem("busy", `Run ${found.run} is still running in another process.`, "Wait for it to finish.");
				}
				const request = auditor.request(found.run);
				const result = auditor.result(found.run);
				if (!request) throw new Error("a run without its request");
				if (!result) return auditAndReport(shell, auditor, request, options);
				await showResult(shell, auditor, { request, result }, options);
			});
		});
}
