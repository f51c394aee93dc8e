import { join } from "node:path";
import { Command } from "commander";
import { checkups } from "../../runtime/checkups.ts";
import { packageFolder } from "../packageFolder.ts";
import { paletteFor } from "../palette.ts";
import type { Shell } from "../shell.ts";
import { storeOption } from "../storeOption.ts";

/** `palimpsest doctor`: what runs here, and why not. */
export function doctorCommand(shell: Shell): Command {
	return new Command("doctor")
		.summary("check that everything an audit needs is in order")
		.description(
			"Checks Node, the store, memory, llama.cpp and both engines, and says what to do about what is not in order.",
		)
		.addOption(storeOption(shell))
		.action(async ({ store }: { readonly store?: string }) => {
			const { severity, dim } = paletteFor(shell.stdout, shell.env);
			const demo = join(packageFolder(), "demo", "models", "original.gguf");
			for await (const { name, ok, detail, remedy, optional } of checkups(store, demo, shell.signal)) {
				const mark = ok ? "ok    " : optional ? severity.info("absent") : severity.error("not ok");
				shell.stdout.write(`${mark}  ${name}: ${detail}\n`);
				if (remedy) shell.stdout.write(`        ${dim(remedy)}\n`);
				if (!ok && !optional) shell.exitCode = 3;
			}
		});
}
