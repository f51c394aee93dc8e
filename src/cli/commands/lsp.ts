import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import type { Shell } from "../shell.ts";

/** `palimpsest lsp --stdio`: the language server, for any editor. It is a process of its own; this one only waits. */
export function lspCommand(shell: Shell): Command {
	return new Command("lsp")
		.summary("run the language server for an editor")
		.description("Runs the language server on standard input and output, for editors other than VS Code.")
		.requiredOption("--stdio", "speak LSP on standard input and output")
		.action(async () => {
			// The bundles lie side by side.
			const server = join(import.meta.dirname, "server.cjs");
			if (!existsSync(server)) {
				throw new Problem("input", `The language server ${server} is not there.`, "Build it with: npm run build");
			}
			const child = spawn(process.execPath, [server, "--stdio"], { stdio: "inherit" });
			shell.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
			shell.exitCode = await new Promise<number>((resolve, reject) => {
				child.once("error", reject);
				child.once("exit", (code, signal) => resolve(shell.signal.aborted ? 130 : (code ?? (signal ? 3 : 0))));
			});
		});
}
