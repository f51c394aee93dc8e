import { resolve } from "node:path";
import { Command } from "commander";
import { readDocument } from "../../runtime/readDocument.ts";
import { scoreText } from "../../runtime/scoreText.ts";
import { type EngineOptions, engineOptions } from "../engineOptions.ts";
import { openChosen } from "../openChosen.ts";
import { wholeNumber } from "../parseNumber.ts";
import type { Shell } from "../shell.ts";
import { tokenLines } from "../tokenLines.ts";

/** `palimpsest score --model M.gguf FILE`: what a model thinks of every token of a text. */
export function scoreCommand(shell: Shell): Command {
	return engineOptions(
		new Command("score")
			.summary("score every token of a text")
			.description("Prints one JSON line a token: { id, text, start, end, logp, rank, entropy, sd, argmax, top }.")
			.argument("<file>", "the text to score")
			.requiredOption("--model <file>", "the model (GGUF)")
			.option("--top <number>", "most likely tokens to report per position", wholeNumber(0, 64), 5),
		{ roles: false },
	).action(async (file: string, options: EngineOptions & { readonly model: string; readonly top: number }) => {
		const document = await readDocument(resolve(shell.cwd, file));
		const model = await openChosen(shell, options);
		try {
			for (const warning of model.description.warnings) shell.stderr.write(`Note: ${warning}\n`);
			const { records, chunks } = await scoreText(model, document, options.top, shell.signal);
			if (chunks > 1) {
				const fits = `more than the ${model.description.contextLength} that fit`;
				const how = `it was scored in ${chunks} overlapping chunks, each blind to what lies further back`;
				shell.stderr.write(`Note: ${file} has ${records.ids.length} tokens, ${fits}: ${how}.\n`);
			}
			for (const line of tokenLines(document.text, records, model.description, options.top)) {
				shell.stdout.write(`${JSON.stringify(line)}\n`);
			}
		} finally {
			await model.close();
		}
	});
}
