import { openAuditor } from "../runtime/openAuditor.ts";
import { openModel } from "../runtime/openModel.ts";
import { runCommand } from "./runCommand.ts";

/** One press of Ctrl-C arrives up to three times: from the terminal, from npm and from our own door. */
const SAME_PRESS_MS = 500;

/**
 * The process of the command line: its arguments, its streams and its signals. What it can do is listed in
 * `program.ts`. stdout carries what was asked for and nothing else; the rest goes to stderr.
 */
export async function runProcess(): Promise<never> {
	quietWarnings();
	// `palimpsest runs | head -1`: the reader has what it wanted.
	process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 3));
	const code = await runCommand(process.argv.slice(2), {
		cwd: process.cwd(),
		env: process.env,
		stdin: process.stdin,
		stdout: process.stdout,
		stderr: process.stderr,
		signal: interruption(),
		openAuditor: (options) => openAuditor(options),
		openModel,
		exitCode: 0,
	});
	// Pipes take their time; exiting before they are empty would cut the last lines off.
	await Promise.all(
		[process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write("", resolve))),
	);
	process.exit(code);
}

/** The first Ctrl-C stops cleanly and keeps what was measured; the second does not wait for it. */
function interruption(): AbortSignal {
	const stop = new AbortController();
	let stoppedAt = 0;
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.on(signal, () => {
			if (stop.signal.aborted) {
				if (performance.now() - stoppedAt > SAME_PRESS_MS) process.exit(130);
				return;
			}
			stoppedAt = performance.now();
			stop.abort();
			if (process.stderr.isTTY)
				process.stderr.write("\r\x1b[2KStopping after what is under way; once more to stop at once.\n");
		});
	}
	return stop.signal;
}

/** Node 22 calls SQLite experimental each time it is loaded, which is nothing a user could act on. */
function quietWarnings(): void {
	process.removeAllListeners("warning");
	process.on("warning", (warning) => {
		if (!/SQLite/.test(warning.message)) process.stderr.write(`${warning.name}: ${warning.message}\n`);
	});
}
