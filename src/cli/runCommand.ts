import { CommanderError } from "commander";
import { Problem } from "../core/audit/problem.ts";
import { cancelled } from "../runtime/cancelled.ts";
import { asTyped } from "./asTyped.ts";
import { exitCodeOf } from "./exitCodeOf.ts";
import { program } from "./program.ts";
import type { Shell } from "./shell.ts";

/** Runs one command line and says how the process should end. `args` are those after the program's name. */
export async function runCommand(args: readonly string[], shell: Shell): Promise<number> {
	try {
		await program(shell).parseAsync(args, { from: "user" });
		return shell.exitCode;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		const problem = error instanceof Problem ? error : shell.signal.aborted ? cancelled() : undefined;
		if (problem) {
			shell.stderr.write(`palimpsest: ${asTyped(problem.sentence, args, shell)}\n`);
			return exitCodeOf(problem.code);
		}
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		shell.stderr.write(`palimpsest: a defect in Palimpsest ended the command; please report this.\n${detail}\n`);
		return 3;
	}
}
