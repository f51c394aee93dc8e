/**
 * Exact memorization (open-unlearning, arXiv 2506.12618): the share of tokens that are the model's first choice, in
 * [0, 1]; NaN for no tokens.
 * @param ranks per token, 0 = the model's first choice
 */
export function exactMemorization(ranks: ArrayLike<number>): number {
	let first = 0;
	for (let i = 0; i < ranks.length; i++) if (ranks[i] === 0) first++;
	return first / ranks.length;
}
