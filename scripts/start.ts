/** `npm start`: builds, then audits the demonstration models, so that a first look needs no model and no settings. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, CLI_TARGETS, ROOT } from "./build.ts";

const LEAKS = 1;
const audit = (model: string) => [
	...["audit", "demo/forget", "--model", `demo/models/${model}.gguf`, "--reference", "demo/models/reference.gguf"],
	...["--retain", "demo/retain", "--holdout", "demo/holdout"],
];
const runs = [
	{
		args: audit("original"),
		before: "The original model was trained on demo/forget, so an audit should find it there.",
		after: (leaks: boolean) =>
			leaks
				? "Leaks found, as expected: this model has seen the documents."
				: "No leaks found: unexpected, because this model has seen the documents.",
	},
	{
		args: audit("reference"),
		before: "The reference model never saw demo/forget, so an audit should find nothing there.",
		after: (leaks: boolean) =>
			leaks
				? "Leaks found: unexpected, because this model has never seen the documents."
				: "No leaks at the policy's level, as expected: this model has never seen the documents.",
	},
];

await build(CLI_TARGETS);
for (const { args, before, after } of runs) {
	console.log(`\n${before}\n$ palimpsest ${args.join(" ")}\n`);
	const { status } = spawnSync(process.execPath, [join(ROOT, "dist/cli.mjs"), ...args], {
		cwd: ROOT,
		stdio: "inherit",
	});
	// 0 and 1 are both answers; anything else means that the audit did not happen.
	if (status !== 0 && status !== LEAKS) process.exit(status ?? 1);
	console.log(`\n${after(status === LEAKS)}`);
}
process.exit(0);
