import * as z from "zod";

const NUMBER = z.number().nullable();

/** One line of `palimpsest score`. Natural logarithms; null where there is nothing before the token to judge it by. */
export const TOKEN_LINE = z.object({
	id: z.int(),
	text: z.string(),
	start: z.int().describe("UTF-16 offset into the file's text."),
	end: z.int(),
	logp: NUMBER.describe("log p(token | everything before it)"),
	rank: NUMBER.describe("Tokens strictly more likely; 0 is the model's first choice."),
	entropy: NUMBER.describe("Of the next-token distribution, in nats."),
	sd: NUMBER.describe("Standard deviation of log p under the distribution itself."),
	argmax: NUMBER.describe("Id of the most likely token."),
	top: z.array(z.tuple([z.int(), z.number()])).describe("Most likely tokens: id and log p."),
});

export type TokenLine = z.infer<typeof TOKEN_LINE>;
