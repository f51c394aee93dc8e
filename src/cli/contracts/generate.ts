import * as z from "zod";

/** One line of the prompts file of `palimpsest generate`. Greedy unless a temperature is given. */
export const PROMPT_LINE = z.object({
	prompt: z.string().min(1),
	maxTokens: z.int().min(1).optional().describe("Default 128."),
	temperature: z.number().positive().optional().describe("Sampling instead of greedy decoding."),
	topK: z.int().min(0).optional().describe("0 is the whole vocabulary, the default."),
	topP: z.number().gt(0).max(1).optional(),
	seed: z.int().min(0).max(0xffffffff).optional(),
	stop: z.array(z.string().min(1)).optional().describe("Generation ends before the first of these."),
});

/** One line of its output, in the order of the prompts. */
export const GENERATED_LINE = z.object({
	prompt: z.string(),
	text: z.string(),
	ids: z.array(z.int()),
	logp: z.array(z.number().nullable()).describe("log p of each token under the plain model distribution."),
	finish: z.enum(["length", "stop", "end-of-text", "failed"]),
	error: z.string().optional().describe("Why there is no text, when finish is failed."),
});

export type PromptLine = z.infer<typeof PROMPT_LINE>;
export type GeneratedLine = z.infer<typeof GENERATED_LINE>;
