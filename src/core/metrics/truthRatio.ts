import { mean } from "../stats/mean.ts";

/** Whose truth ratio: TOFU's code, TOFU's paper, or open-unlearning's code (metrics.md 3.4). They differ; always say which. */
export type TruthRatioDefinition = "geometric" | "arithmetic" | "open-unlearning";

/** Keeps open-unlearning's quotient finite. */
const EPSILON = 1e-10;

/**
 * TOFU's truth ratio (arXiv 2401.06121): how probable wrong answers are over the right one, at least 0. "geometric", what its
 * code computes, takes the geometric mean of the wrong ones, "arithmetic", what its paper states, the arithmetic;
 * "open-unlearning" is geometric with a term that keeps it finite. Below 1 = the right answer is preferred.
 * @param right mean natural log p per token of the right answer, or of a paraphrase of it
 * @param wrong the same of each wrong answer
 * @returns NaN without a wrong answer
 */
export function truthRatio(right: number, wrong: readonly number[], definition: TruthRatioDefinition): number {
	switch (definition) {
		case "geometric":
			return Math.exp(mean(wrong) - right);
		case "arithmetic":
			return mean(wrong.map((logp) => Math.exp(logp - right)));
		case "open-unlearning":
			return Math.exp(mean(wrong)) / (Math.exp(right) + EPSILON);
	}
}

/** What a forget set averages, 0 to 1: 1 = right and wrong are told apart neither way, which is what unlearning wants. */
export const forgottenTruth = (ratio: number): number => Math.min(ratio, 1 / ratio);

/** The same as open-unlearning computes it (metrics.md 4.1), whose quotient stays finite. */
export const forgottenTruthOpenUnlearning = (ratio: number): number => Math.min(ratio, 1 / (ratio + EPSILON));

/** What other sets average, 0 to 1: higher = the right answer is preferred more. */
export const keptTruth = (ratio: number): number => Math.max(0, 1 - ratio);

/**
 * The right answer's share of its own probability and the wrong ones' mean, 1 / (1 + ratio), 0 to 1: 0.5 = not told apart.
 * Unlike the ratio it points one way throughout (open-unlearning's option prob_mean, without its 1e-10).
 */
export const truthPreference = (ratio: number): number => 1 / (1 + ratio);
