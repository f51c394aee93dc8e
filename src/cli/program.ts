import { Command } from "commander";
import { VERSION } from "../runtime/version.ts";
import { hint } from "./asTyped.ts";
import { auditCommand } from "./commands/audit.ts";
import { benchCommand } from "./commands/bench.ts";
import { compareCommand } from "./commands/compare.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { generateCommand } from "./commands/generate.ts";
import { labCommand } from "./commands/lab.ts";
import { lessonsCommand } from "./commands/lessons.ts";
import { lspCommand } from "./commands/lsp.ts";
import { metricCommand } from "./commands/metric.ts";
import { modelsCommand } from "./commands/models.ts";
import { reportCommand } from "./commands/report.ts";
import { rescoreCommand } from "./commands/rescore.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runsCommand } from "./commands/runs.ts";
import { scoreCommand } from "./commands/score.ts";
import { EXAMPLES } from "./examples.ts";
import type { Shell } from "./shell.ts";

/** What `palimpsest` can do. To add a command: a file under commands/ and a line here. */
const COMMANDS = [
	auditCommand,
	resumeCommand,
	runsCommand,
	reportCommand,
	compareCommand,
	rescoreCommand,
	scoreCommand,
	generateCommand,
	metricCommand,
	modelsCommand,
	lessonsCommand,
	labCommand,
	benchCommand,
	doctorCommand,
	lspCommand,
] as const;

/** The command line over a shell. Parsing throws commander's errors instead of ending the process. */
export function program(shell: Shell): Command {
	const root = new Command("palimpsest")
		.description("Shows, passage by passage, what a language model still knows of documents it was supposed to forget.")
		.version(VERSION)
		.helpCommand(false);
	for (const command of COMMANDS) root.addCommand(command(shell));
	root.addHelpText("after", `\nStart with: ${hint(EXAMPLES["audit"] ?? "", shell.env)}`);
	prepare(root, shell);
	return root;
}

function prepare(command: Command, shell: Shell): void {
	command.exitOverride().showSuggestionAfterError();
	command.configureOutput({
		writeOut: (text) => void shell.stdout.write(text),
		writeErr: (text) => void shell.stderr.write(text),
		outputError: (text, write) => write(text.replace(/^error: /, "palimpsest: ")),
		getOutHelpWidth: () => shell.stdout.columns ?? 100,
		getErrHelpWidth: () => shell.stderr.columns ?? 100,
	});
	const example = EXAMPLES[command.name()];
	if (example !== undefined) command.addHelpText("after", `\nExample: ${hint(example, shell.env)}`);
	for (const child of command.commands) prepare(child, shell);
}
