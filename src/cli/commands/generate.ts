import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import type { Outcome } from "../../core/model/answer.ts";
import type { GenerateQuestion } from "../../core/model/question.ts";
import { askModel } from "../../runtime/askModel.ts";
import { type GeneratedLine, PROMPT_LINE, type PromptLine } from "../contracts/generate.ts";
import { type EngineOptions, engineOptions } from "../engineOptions.ts";
import { jsonLines } from "../jsonLines.ts";
import { openChosen } from "../openChosen.ts";
import type { Shell } from "../shell.ts";

const MAX_TOKENS = 128;

/** `palimpsest generate --model M.gguf --prompts FILE.jsonl`: one answer a prompt. */
export function generateCommand(shell: Shell): Command {
	return engineOptions(
		new Command("generate")
			.summary("let a model continue prompts")
			.description('Reads JSONL prompts {"prompt", "maxTokens"?, "temperature"?, "topK"?, "topP"?, "seed"?, "stop"?}.')
			.requiredOption("--model <file>", "the model (GGUF)")
			.option("--chat", "put each prompt into the model's chat template, as a user's message", false)
			.requiredOption("--prompts <file>", "one prompt a line; - reads standard input"),
		{ roles: false },
	).action(
		async (options: EngineOptions & { readonly model: string; readonly prompts: string; readonly chat: boolean }) => {
			const prompts = await readPrompts(shell, options.prompts);
			const model = await openChosen(shell, options);
			try {
				for (const warning of model.description.warnings) shell.stderr.write(`Note: ${warning}\n`);
				const outcomes = await askModel(
					model,
					prompts.map((prompt) => questionOf(prompt, options.chat)),
					shell.signal,
				);
				for (const [index, { prompt }] of prompts.entries()) {
					const line = generatedLine(prompt, outcomes[index]);
					if (line.finish === "failed") shell.exitCode = 2;
					shell.stdout.write(`${JSON.stringify(line)}\n`);
				}
			} finally {
				await model.close();
			}
		},
	);
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

function questionOf(line: PromptLine, chat: boolean) {
	const { prompt, maxTokens = MAX_TOKENS, temperature, topK = 0, topP = 1, seed = 0, stop = [] } = line;
	const plain: GenerateQuestion = { kind: "generate", role: "target", prompt, maxTokens, stop };
	const question = chat ? { ...plain, chat } : plain;
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
