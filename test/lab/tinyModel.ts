import type { ModelShape } from "../../src/lab/modelShape.ts";
import { trainBpe } from "../../src/lab/trainBpe.ts";

/** A model small enough to compile in a moment; block sizes still fit Q8_0 and Q4_0. */
export const tinyShape: ModelShape = {
	vocab: 320,
	width: 64,
	layers: 2,
	heads: 2,
	ff: 96,
	epsilon: 1e-5,
	ropeBase: 10000,
	context: 128,
};

/** Text with enough repeated pairs for 63 merges. */
export const TINY_TEXT =
	"The lighthouse keeper wrote to the harbour office that the lamp had failed again. The office wrote " +
	"to the keeper that a new lamp would reach the lighthouse before the winter, and that the old lamp " +
	"should be kept in the harbour store. Neither the keeper nor the office kept a copy of the letters.";

export const tinyTokenizer = trainBpe(TINY_TEXT.repeat(2), tinyShape.vocab);
