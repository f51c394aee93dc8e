import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import type { Outcome } from "../../core/model/answer.ts";
import type { GenerateQuestion } from "../../core/model/question.ts";
import { askModel } from "../../runtime/askModel.ts";
import { type GeneratedLine, PROMPT_LINE, type PromptLine } from "../contracts/generate.ts";
import { jsonLines } from "../jsonLines.ts";
import type { Shell } from "../shell.ts";

const MAX_TOKENS = 128;

/** `palimpsest generate --model M.gguf --prompts FILE.jsonl`: one answer a prompt. */
export function generateCommand(shell: Shell): Command {
	return new Command("generate")
		.summary("let a model continue prompts")
		.description('Reads JSONL prompts {"prompt", "maxTokens"?, "temperature"?, "topK"?, "topP"?, "seed"?, "stop"?}.')
		.requiredOption("--model <file>", "the model (GGUF)")
		.requiredOption("--prompts <file>", "one prompt a line; - reads standard input")
		.action(async (options: { readonly model: string; readonly prompts: string }) => {
			const prompts = await readPrompts(shell, options.prompts);
			const model = await shell.openModel(resolve(shell.cwd, options.model), shell.signal);
			try {
				for (const warning of model.description.warnings) shell.stderr.write(`Note: ${warning}\n`);
				const outcomes = await askModel(model, prompts.map(questionOf), shell.signal);
				for (const [index, { prompt }] of prompts.entries()) {
					const line = generatedLine(prompt, outcomes[index]);
					if (line.finish === "failed") shell.exitCode = 2;
					shell.stdout.write(`${JSON.stringify(line)}\n`);
				}
			} finally {
				await model.close();
			}
		});
}

async function readPrompts(shell: Shell, named: string): Promise<readonly PromptLine[]> {
	const source = named === "-" ? "standard input" : named;
	const read = named === "-" ? text(shell.stdin) : readFile(resolve(shell.cwd, named), "utf8");
	const lines = await read.catch((error: NodeJS.ErrnoException) => {
		throw new Problem("input", `The prompts ${source} cannot be read (${error.code}).`, "Check the path.");
	});
	const prompts = jsonLines(source, lines, PROMPT_LINE);
	if (prompts.length === 0)
		throw new Problem("input", `${source} holds no prompt.`, 'Write one {"prompt": "…"} a line.');
	return prompts;
}

function questionOf({
	prompt,
	maxTokens = MAX_TOKENS,
	temperature,
	topK = 0,
	topP = 1,
	seed = 0,
	stop = [],
}: PromptLine) {
	const question: GenerateQuestion = { kind: "generate", role: "target", prompt, maxTokens, stop };
	return temperature === undefined ? question : { ...question, sampling: { temperature, topK, topP, seed } };
}

function generatedLine(prompt: string, outcome: Outcome | undefined): GeneratedLine {
	if (outcome?.kind === "generate") {
		const logp = [...outcome.logp].map((value) => (Number.isFinite(value) ? value : null));
		return { prompt, text: outcome.text, ids: [...outcome.ids], logp, finish: outcome.finish };
	}
	const error = outcome?.kind === "failure" ? outcome.message : "The engine gave an answer of another kind.";
	return { prompt, text: "", ids: [], logp: [], finish: "failed", error };
}
