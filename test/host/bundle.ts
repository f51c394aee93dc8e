/** Bundles run.ts and every suites/*.ts into one CommonJS file that the extension host can require. */
import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../scripts/build.ts";

const FOLDER = join(ROOT, ".cache/host");

export async function bundleHostSuites(): Promise<string> {
	const suites = globSync("suites/*.ts", { cwd: import.meta.dirname }).sort();
	mkdirSync(FOLDER, { recursive: true });
	// The file must end in .js, and the repository says that .js is an ES module.
	writeFileSync(join(FOLDER, "package.json"), '{ "type": "commonjs" }');
	const outfile = join(FOLDER, "run.js");
	await build({
		stdin: {
			contents: [
				'import { runSuites } from "./run.ts";',
				`const load = () => { ${suites.map((suite) => `require("./${suite}");`).join(" ")} };`,
				"export const run = () => runSuites(load);",
			].join("\n"),
			resolveDir: import.meta.dirname,
			loader: "ts",
		},
		outfile,
		bundle: true,
		platform: "node",
		format: "cjs",
		target: "node22",
		sourcemap: "inline",
		// mocha requires its reporters dynamically.
		external: ["vscode", "mocha"],
	});
	return outfile;
}
