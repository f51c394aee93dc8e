/**
 * Extraction strength (open-unlearning, arXiv 2506.12618): with k the smallest index
 * from which every teacher-forced argmax equals the text, ES = 1 - k / n.
 */

/**
 * Our corrected form: 0 when the last token is wrong, 0 for no tokens.
 * @param ranks per token, 0 = the model's first choice
 */
export function extractionStrength(ranks: ArrayLike<number>): number {
	return ranks.length === 0 ? 0 : 1 - firstOfCorrectTail(ranks) / ranks.length;
}

/** As open-unlearning computes it: the loop ends at the last token, so the floor is 1 / n (metrics.md 4.2). */
export function extractionStrengthOpenUnlearning(ranks: ArrayLike<number>): number {
	if (ranks.length === 0) return 0;
	return 1 - Math.min(firstOfCorrectTail(ranks), ranks.length - 1) / ranks.length;
}

function firstOfCorrectTail(ranks: ArrayLike<number>): number {
	let k = ranks.length;
	while (k > 0 && ranks[k - 1] === 0) k--;
	return k;
}
