/** `npm start`: builds, then audits the demonstration models, so that a first look needs no model and no settings. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build, CLI_TARGETS, ROOT } from "./build.ts";
import { follow, WATCHED } from "./passOn.mjs";

const LEAKS = 1;
const audit = (model: string) => [
	...["audit", "demo/forget", "--model", `demo/models/${model}.gguf`, "--reference", "demo/models/reference.gguf"],
	...["--retain", "demo/retain", "--holdout", "demo/holdout", "--out", `.palimpsest/demo-${model}`],
];
const runs = [
	{
		model: "original",
		before: "The original model was trained on demo/forget, so an audit should find it there.",
		after: (leaks: boolean) =>
			leaks
				? "The original model leaks, as it should: it was trained on these documents."
				: "The original model does not leak, which is unexpected: it was trained on these documents.",
	},
	{
		model: "reference",
		before: "The reference model never saw demo/forget, so an audit should find nothing there.",
		after: (leaks: boolean) =>
			leaks
				? "The reference model leaks, which is unexpected: it never saw these documents."
				: "The reference model does not leak, as it should: it never saw these documents.",
	},
];

await build(CLI_TARGETS);
const seen: string[] = [];
for (const { model, before, after } of runs) {
	const args = audit(model);
	console.log(`\n${before}\n$ npm run -s palimpsest -- ${args.join(" ")}\n`);
	const code = await palimpsest(args);
	// 0 and 1 are both answers; anything else means that the audit did not happen.
	if (code !== 0 && code !== LEAKS) process.exit(code);
	seen.push(`${after(code === LEAKS)}\n  .palimpsest/demo-${model}/report.html`);
}
console.log(`\nWhat was seen:\n${seen.join("\n")}`);
process.exit(0);

/** By the same door as everything else, which ends the command when this process is gone. */
function palimpsest(args: readonly string[]): Promise<number> {
	const child = spawn(process.execPath, [join(ROOT, "scripts", "run.mjs"), "palimpsest", ...args], {
		stdio: "inherit",
		env: { ...process.env, INIT_CWD: ROOT, [WATCHED]: "1", npm_lifecycle_event: "palimpsest" },
	});
	return follow(child);
}
