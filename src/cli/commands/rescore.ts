import { resolve } from "node:path";
import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import { auditAndReport } from "../auditAndReport.ts";
import type { Shell } from "../shell.ts";
import type { ReportOptions } from "../showResult.ts";
import { storeOption } from "../storeOption.ts";
import { withAuditor } from "../withAuditor.ts";

interface Options extends ReportOptions {
	readonly store?: string;
	readonly policy?: string;
	readonly suite?: string;
}

/** `palimpsest rescore [RUN]`: the numbers and the verdict anew from what is stored, without a model. */
export function rescoreCommand(shell: Shell): Command {
	return new Command("rescore")
		.summary("judge a finished audit anew, without a model")
		.description(
			"Computes numbers, leaks and verdict of an audit anew from its stored answers: under another policy, or with probes " +
				"that were changed since. No model is loaded or trained; an answer that is not stored ends it.",
		)
		.argument("[run]", "the run's id", "latest")
		.option("--policy <file>", 'another policy file, or "default"')
		.option("--suite <name>", "another suite, as far as its answers are stored")
		.addOption(storeOption(shell))
		.option("--out <dir>", "where the report's files go (default: .palimpsest/RUN)")
		.option("--verbose", "print every number and every reason")
		.option("--json", "print one JSON document instead of text")
		.action(async (run: string, options: Options) => {
			const { store, policy, suite } = options;
			await withAuditor(shell, { store, offline: true }, async (auditor) => {
				const request = auditor.request(run);
				if (!request) throw new Problem("input", `There is no run named ${run}.`, "See `palimpsest runs`.");
				const named = policy === undefined || policy === "default" ? policy : resolve(shell.cwd, policy);
				const again = { ...request, ...(named ? { policy: named } : {}), ...(suite ? { suite } : {}) };
				await auditAndReport(shell, auditor, again, options);
			});
		});
}
