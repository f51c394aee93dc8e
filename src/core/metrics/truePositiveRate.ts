import type { AucOrder } from "./auc.ts";

/**
 * The share of positives above a threshold that lets at most `fpr` of the negatives through, at the best such threshold;
 * equal values stand or fall together. With n negatives an `fpr` below 1 / n lets none through. Each value counts as
 * often as its group's `counts` say. 0 to 1; NaN when either group is empty (Carlini et al., arXiv 2112.03570).
 */
export function truePositiveRate(order: AucOrder, positive: Uint32Array, negative: Uint32Array, fpr: number): number {
	const allowed = fpr * sum(negative);
	let passed = 0;
	let found = 0;
	let best = 0;
	for (let i = order.index.length - 1; i >= 0; ) {
		const tie = order.tie[i];
		for (; i >= 0 && order.tie[i] === tie; i--) {
			const index = order.index[i] ?? 0;
			if (order.group[i] === 1) found += positive[index] ?? 0;
			else passed += negative[index] ?? 0;
		}
		// A product of a rate and a count may lie a hair below the whole number it stands for.
		if (passed > allowed + 1e-9) break;
		best = found;
	}
	return sum(negative) === 0 ? Number.NaN : best / sum(positive);
}

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
