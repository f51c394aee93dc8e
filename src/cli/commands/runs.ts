import { Command } from "commander";
import { paletteFor } from "../palette.ts";
import type { Shell } from "../shell.ts";
import { storeOption } from "../storeOption.ts";
import { textTable } from "../textTable.ts";
import { withAuditor } from "../withAuditor.ts";

/** `palimpsest runs`: the audits the store knows, newest first. */
export function runsCommand(shell: Shell): Command {
	return new Command("runs")
		.summary("list the audits so far")
		.description("Lists the audits in the store, newest first.")
		.addOption(storeOption(shell))
		.option("--json", "print one JSON document instead of text")
		.action(async (options: { readonly store?: string; readonly json?: boolean }) => {
			const runs = await withAuditor(shell, options, (auditor) => auditor.runs());
			if (options.json) {
				shell.stdout.write(`${JSON.stringify({ runs }, undefined, 2)}\n`);
			} else if (runs.length === 0) {
				shell.stdout.write("No audit has been run with this store.\n");
			} else {
				const { bold } = paletteFor(shell.stdout, shell.env);
				const head = ["Run", "Started", "State", "Model", "Documents", "Outcome"].map((text) => ({
					text,
					paint: bold,
				}));
				const rows = runs.map(({ run, startedAt, state, target, documents, headline }) => [
					run,
					startedAt.replace("T", " ").replace(/\..*/, ""),
					state,
					target,
					{ text: String(documents), right: true },
					headline === state ? "" : headline,
				]);
				shell.stdout.write(`${textTable([head, ...rows])}\n`);
			}
		});
}
