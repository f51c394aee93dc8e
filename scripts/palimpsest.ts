/** `npm run -s palimpsest -- ARGS`: the command line as the source stands now. stdout belongs to the command. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, CLI_TARGETS, ROOT } from "./build.ts";

try {
	// The language server is a bundle of its own, and only one command starts it.
	const { built, absent } = await build(process.argv.includes("lsp") ? [...CLI_TARGETS, "server"] : CLI_TARGETS);
	if (absent.includes("cli")) throw new Error("src/cli/main.ts does not exist");
	if (built.length > 0) await import("esbuild").then((esbuild) => esbuild.stop());
} catch (error) {
	console.error(`palimpsest: ${(error as Error).message}`);
	process.exit(2);
}
// npm starts scripts in the repository; what a user names is relative to where the user stands.
const cli = join(ROOT, "dist", "cli.mjs");
process.chdir(process.env.INIT_CWD ?? process.cwd());
process.argv[1] = cli;
await import(pathToFileURL(cli).href);
