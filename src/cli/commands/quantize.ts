import { resolve } from "node:path";
import { Command } from "commander";
import { quantiseModel } from "../../runtime/modelFiles.ts";
import { byteSize } from "../byteSize.ts";
import type { Shell } from "../shell.ts";

interface QuantizeOptions {
	readonly type: string;
	readonly force?: boolean;
	readonly requantize?: boolean;
	readonly json?: boolean;
}

/** `palimpsest models quantize`: a model with smaller weights. */
export function quantizeCommand(shell: Shell): Command {
	return new Command("quantize")
		.summary("write a model with smaller weights")
		.argument("<file>", "the model (GGUF), best in F16 or F32")
		.argument("<out>", "the file to write")
		.option(
			"--type <type>",
			"how weights are stored: F16, Q8_0, Q6_K, Q5_K_M, Q4_K_M, Q4_0, Q3_K_M, Q2_K ...",
			"Q4_K_M",
		)
		.option("--force", "replace a file of that name")
		.option("--requantize", "also when the model is quantised already, which loses more")
		.option("--json", "print one JSON document instead of text")
		.action(async (file: string, out: string, { type, force, requantize, json }: QuantizeOptions) => {
			const written = resolve(shell.cwd, out);
			const { before, after } = await quantiseModel(resolve(shell.cwd, file), written, type, {
				force: force === true,
				again: requantize === true,
				signal: shell.signal,
				onProgress: (tensors, of) => {
					if (shell.stderr.isTTY) shell.stderr.write(`\r\x1b[2K${tensors} of ${of} tensors`);
				},
			});
			if (shell.stderr.isTTY) shell.stderr.write("\r\x1b[2K");
			const answer = { file: written, bytes: after, bytesBefore: before };
			shell.stdout.write(
				json
					? `${JSON.stringify(answer, undefined, 2)}\n`
					: `${written}\n${byteSize(before)} before, ${byteSize(after)} after (${Math.round((100 * after) / before)} %)\n`,
			);
		});
}
