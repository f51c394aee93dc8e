import { resolve } from "node:path";
import { Command, Option } from "commander";
import { wholeNumber } from "../parseNumber.ts";
import type { Shell } from "../shell.ts";

// The lab starts a numerical back end when it is imported, so only a command that runs imports it.
const lab = () => import("../../lab/main.ts");

/** `palimpsest lab train|unlearn|export`: tiny models whose memory is known, as ground truth. */
export function labCommand(shell: Shell): Command {
	return new Command("lab")
		.summary("train, unlearn and export tiny models")
		.description("Makes tiny Llama models that have provably seen, or not seen, given documents.")
		.addCommand(train(shell))
		.addCommand(unlearn(shell))
		.addCommand(exportModel(shell));
}

interface TrainFlags {
	readonly tokenizer?: readonly string[];
	readonly out: string;
	readonly size: "small" | "medium";
	readonly epochs: number;
	readonly seed: number;
}

function train(shell: Shell): Command {
	return new Command("train")
		.summary("train a model until it knows its documents by heart")
		.description(
			"Trains a model from scratch on folders of documents. An interrupted training goes on from its checkpoint.",
		)
		.argument("<folders...>", "folders of documents (.txt, .md) with their questions.jsonl")
		.requiredOption("--out <file>", "checkpoint to write")
		.option("--tokenizer <folders...>", "folders the tokenizer is learnt from (default: the documents)")
		.addOption(new Option("--size <size>", "size of the model").choices(["small", "medium"]).default("medium"))
		.option("--epochs <number>", "passes over the documents", wholeNumber(1), 70)
		.option("--seed <number>", "seed of everything random", wholeNumber(0), 1)
		.action(async (folders: readonly string[], { tokenizer, out, size, epochs, seed }: TrainFlags) => {
			await (await lab()).train({
				documents: paths(shell, folders),
				...(tokenizer ? { tokenizer: paths(shell, tokenizer) } : {}),
				out: resolve(shell.cwd, out),
				size,
				epochs,
				seed,
				signal: shell.signal,
				onProgress: ({ epoch, epochs, documentLoss, recall, seconds }) => {
					const known = recall === undefined ? "" : `, ${Math.round(recall * 100)} % recalled`;
					shell.stderr.write(
						`epoch ${epoch} of ${epochs}: loss ${documentLoss.toFixed(3)}${known}, ${seconds.toFixed(1)} s\n`,
					);
				},
			});
			shell.stdout.write(`${resolve(shell.cwd, out)}\n`);
		});
}

interface UnlearnFlags {
	readonly from: string;
	readonly forget: readonly string[];
	readonly retain: readonly string[];
	readonly out: string;
	readonly method: "npo" | "gradient-difference";
	readonly beta: string;
	readonly steps: number;
	readonly repair: number;
	readonly seed: number;
}

function unlearn(shell: Shell): Command {
	return new Command("unlearn")
		.summary("make a trained model forget documents")
		.requiredOption("--from <file>", "checkpoint of the model that remembers")
		.requiredOption("--forget <folders...>", "folders of documents to forget")
		.requiredOption("--retain <folders...>", "folders of documents to keep")
		.requiredOption("--out <file>", "checkpoint to write")
		.addOption(new Option("--method <method>", "how").choices(["npo", "gradient-difference"]).default("npo"))
		.option("--beta <number>", "strength of npo: smaller forgets more", "0.05")
		.option("--steps <number>", "steps of unlearning", wholeNumber(1), 60)
		.option("--repair <number>", "steps on the retain set alone afterwards", wholeNumber(0), 0)
		.option("--seed <number>", "seed of everything random", wholeNumber(0), 1)
		.action(async ({ from, forget, retain, out, method, beta, steps, repair, seed }: UnlearnFlags) => {
			await (await lab()).unlearn({
				from: resolve(shell.cwd, from),
				forget: paths(shell, forget),
				retain: paths(shell, retain),
				out: resolve(shell.cwd, out),
				method: method === "npo" ? { kind: method, beta: Number(beta) } : { kind: method },
				steps,
				repairSteps: repair,
				seed,
				signal: shell.signal,
				onProgress: ({ step, steps, phase, forgetLoss, retainLoss }) => {
					const forgot = forgetLoss === undefined ? "" : `, forget loss ${forgetLoss.toFixed(3)}`;
					shell.stderr.write(`${phase} ${step} of ${steps}${forgot}, retain loss ${retainLoss.toFixed(3)}\n`);
				},
			});
			shell.stdout.write(`${resolve(shell.cwd, out)}\n`);
		});
}

interface ExportFlags {
	readonly out: string;
	readonly type: "F32" | "F16" | "Q8_0" | "Q4_0";
	readonly name?: string;
}

function exportModel(shell: Shell): Command {
	return new Command("export")
		.summary("write a checkpoint as a GGUF model")
		.argument("<checkpoint>", "checkpoint to export")
		.requiredOption("--out <file>", "GGUF file to write")
		.addOption(
			new Option("--type <type>", "type of the matrices").choices(["F32", "F16", "Q8_0", "Q4_0"]).default("F32"),
		)
		.option("--name <name>", "the model's name in the file")
		.action(async (checkpoint: string, { out, type, name }: ExportFlags) => {
			const file = resolve(shell.cwd, out);
			const from = resolve(shell.cwd, checkpoint);
			await (await lab()).exportModel({ from, out: file, type, ...(name === undefined ? {} : { name }) });
			shell.stdout.write(`${file}\n`);
		});
}

function paths(shell: Shell, named: readonly string[]): readonly string[] {
	return named.map((path) => resolve(shell.cwd, path));
}
