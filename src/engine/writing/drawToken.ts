import type { GenerateQuestion } from "../../core/model/question.ts";
import type { RandomStream } from "./randomStream.ts";

export type Sampling = NonNullable<GenerateQuestion["sampling"]>;

/** The tokens a draw may choose from. */
export interface Candidates {
	readonly ids: ArrayLike<number>;
	readonly logits: ArrayLike<number>;
}

/** Whether a scheme needs its candidates in order; a draw from the whole distribution does not. */
export function isCut({ topK, topP }: Sampling, vocabularySize: number): boolean {
	return (topK > 0 && topK < vocabularySize) || topP < 1;
}

/**
 * Draws the next token: logits divided by the temperature, the candidates being the `topK` most likely (all when that is
 * 0), then the fewest of them that hold `topP` of their mass (nucleus sampling, Holtzman et al., arXiv 1904.09751, in
 * the order of Hugging Face's generate). Candidates are in descending order of logits where `isCut`, else by id. Takes
 * one number from the stream. `temperature` must be above 0.
 */
export function drawToken({ ids, logits }: Candidates, { temperature, topP }: Sampling, random: RandomStream): number {
	let max = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] as number);
	const weights = Float64Array.from(logits, (x) => Math.exp((x - max) / temperature));
	let mass = weights.reduce((sum, w) => sum + w, 0);
	let kept = weights.length;
	if (topP < 1) {
		const wanted = topP * mass;
		mass = 0;
		for (kept = 0; kept < weights.length && (kept === 0 || mass < wanted); kept++) mass += weights[kept] as number;
	}
	let left = random.next() * mass;
	for (let i = 0; i < kept; i++) {
		left -= weights[i] as number;
		if (left < 0) return ids[i] as number;
	}
	// Rounding can leave a remainder: the last kept token it is.
	return ids[kept - 1] as number;
}
