import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import { compareRuns } from "../../core/compare/compareRuns.ts";
import type { Auditor } from "../../runtime/auditor.ts";
import { differenceText } from "../differenceText.ts";
import { finite } from "../finite.ts";
import { paletteFor } from "../palette.ts";
import type { Shell } from "../shell.ts";
import { storeOption } from "../storeOption.ts";
import { withAuditor } from "../withAuditor.ts";

/** `palimpsest compare RUN RUN`: what one audit finds and the other does not. */
export function compareCommand(shell: Shell): Command {
	return new Command("compare")
		.summary("compare two audits of the same documents")
		.description(
			"Compares two finished audits of the same documents, passage by passage: two models, two methods, with and without " +
				"an adapter, or two precisions.",
		)
		.argument("<first>", "a run's id, or latest")
		.argument("<second>", "another run's")
		.addOption(storeOption(shell))
		.option("--json", "print one JSON document instead of text")
		.action(async (one: string, other: string, options: { readonly store?: string; readonly json?: boolean }) => {
			const [first, second] = await withAuditor(shell, options, (auditor) => [
				finished(auditor, one),
				finished(auditor, other),
			]);
			if (!first || !second) return;
			const difference = compareRuns(first, second);
			if (difference.documents.length === 0) {
				throw new Problem(
					"input",
					`${one} and ${other} share no document.`,
					"Compare two audits of the same documents.",
				);
			}
			const named = {
				first: { run: first.run, model: first.models.target.file },
				second: { run: second.run, model: second.models.target.file },
			};
			shell.stdout.write(
				options.json
					? `${JSON.stringify({ ...named, ...difference }, finite, 2)}\n`
					: `${differenceText(first, second, difference, paletteFor(shell.stdout, shell.env))}\n`,
			);
		});
}

function finished(auditor: Auditor, run: string) {
	const result = auditor.result(run);
	if (result) return result;
	throw new Problem("input", `There is no finished run named ${run}.`, "See `palimpsest runs`.");
}
