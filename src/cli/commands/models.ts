import { relative, resolve } from "node:path";
import { Command } from "commander";
import { counted } from "../../core/report/formatNumber.ts";
import { findModels, modelFolder } from "../../runtime/findModels.ts";
import { downloadModel, inspectModel } from "../../runtime/modelFiles.ts";
import { hint } from "../asTyped.ts";
import { byteSize } from "../byteSize.ts";
import type { Shell } from "../shell.ts";
import { textTable } from "../textTable.ts";
import { quantizeCommand } from "./quantize.ts";

/** `palimpsest models list|inspect|download|quantize`: the GGUF files of this machine. */
export function modelsCommand(shell: Shell): Command {
	return new Command("models")
		.summary("list, inspect, download or quantise models")
		.description("GGUF models on this machine.")
		.addCommand(list(shell))
		.addCommand(inspect(shell))
		.addCommand(download(shell))
		.addCommand(quantizeCommand(shell));
}

function list(shell: Shell): Command {
	return new Command("list")
		.summary("list GGUF files here and in the model folder")
		.argument("[folders...]", "folders to look in (default: the current one)")
		.option("--json", "print one JSON document instead of text")
		.action(async (folders: readonly string[], { json }: { readonly json?: boolean }) => {
			const looked = folders.length > 0 ? folders.map((folder) => resolve(shell.cwd, folder)) : [shell.cwd];
			const places = [...looked, modelFolder(shell.env)];
			const models = await findModels(places);
			if (json) {
				shell.stdout.write(
					`${JSON.stringify({ models: models.map(({ file, bytes }) => ({ file, bytes })) }, undefined, 2)}\n`,
				);
			} else if (models.length === 0) {
				const get = hint("Get one with: palimpsest models download hf:USER/MODEL:QUANT", shell.env);
				shell.stdout.write(`No GGUF file in ${places.join(" or ")}.\n${get}\n`);
			} else {
				const rows = models.map(({ file, bytes }) => [{ text: byteSize(bytes), right: true }, short(shell.cwd, file)]);
				shell.stdout.write(`${textTable(rows)}\n`);
			}
		});
}

function inspect(shell: Shell): Command {
	return new Command("inspect")
		.summary("print what a GGUF file says of itself")
		.argument("<file>", "the model (GGUF)")
		.option("--json", "print one JSON document instead of text")
		.action(async (file: string, { json }: { readonly json?: boolean }) => {
			const facts = await inspectModel(resolve(shell.cwd, file), shell.signal);
			if (json) {
				shell.stdout.write(`${JSON.stringify(facts, undefined, 2)}\n`);
				return;
			}
			const rows = [
				["File", facts.file],
				["Size", byteSize(facts.bytes)],
				["Name", facts.name],
				["Architecture", facts.architecture],
				["Parameters", facts.parameters > 0 ? facts.parameters.toLocaleString("en") : "not said"],
				["Quantisation", facts.quantisation],
				["Context", counted(facts.trainedContext, "token")],
				["Vocabulary", counted(facts.vocabularySize, "token")],
				["Tokenizer", facts.tokenizer],
				["Chat template", facts.hasChatTemplate ? "yes" : "no"],
			];
			shell.stdout.write(`${textTable(rows)}\n`);
		});
}

function download(shell: Shell): Command {
	return new Command("download")
		.summary("fetch a model into the model folder")
		.argument("<uri>", "hf:user/model:quant, or an https address of a GGUF file")
		.option("--to <dir>", "the folder to put it in (default: the model folder)")
		.action(async (uri: string, { to }: { readonly to?: string }) => {
			const folder = to === undefined ? modelFolder(shell.env) : resolve(shell.cwd, to);
			let saidAt = 0;
			const onProgress = (bytes: number, total: number) => {
				const now = performance.now();
				if (now - saidAt < (shell.stderr.isTTY ? 100 : 5_000)) return;
				saidAt = now;
				const line = total > 0 ? `${byteSize(bytes)} of ${byteSize(total)}` : byteSize(bytes);
				shell.stderr.write(shell.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
			};
			const file = await downloadModel(uri, folder, { onProgress, signal: shell.signal });
			if (shell.stderr.isTTY) shell.stderr.write("\r\x1b[2K");
			shell.stdout.write(`${file}\n`);
		});
}

function short(cwd: string, file: string): string {
	const way = relative(cwd, file);
	return way.startsWith("..") ? file : way;
}
