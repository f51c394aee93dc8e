import { Readable } from "node:stream";
import { runCommand } from "../../src/cli/runCommand.ts";
import type { Output, Shell } from "../../src/cli/shell.ts";

export interface Ran {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface ShellOptions extends Partial<Pick<Shell, "cwd" | "env" | "signal" | "openAuditor" | "openModel">> {
	readonly stdin?: string;
	readonly isTTY?: boolean;
	readonly columns?: number;
}

/** Runs a command line in this process, against whatever auditor and models the test has. */
export async function run(args: readonly string[], options: ShellOptions = {}): Promise<Ran> {
	const said = { stdout: "", stderr: "" };
	const output = (name: "stdout" | "stderr"): Output => ({
		isTTY: options.isTTY,
		columns: options.columns ?? 100,
		write: (chunk: unknown) => {
			said[name] += String(chunk);
			return true;
		},
	});
	const unexpected = () => Promise.reject(new Error("the command should not have come this far"));
	const code = await runCommand(args, {
		cwd: options.cwd ?? process.cwd(),
		env: options.env ?? {},
		stdin: Readable.from([options.stdin ?? ""]),
		stdout: output("stdout"),
		stderr: output("stderr"),
		signal: options.signal ?? new AbortController().signal,
		openAuditor: options.openAuditor ?? unexpected,
		openModel: options.openModel ?? unexpected,
		exitCode: 0,
	});
	return { code, ...said };
}
