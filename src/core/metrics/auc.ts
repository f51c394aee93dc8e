/**
 * Area under the ROC curve: the probability that a value of `positive` exceeds one of `negative`, ties counting half
 * (Mann-Whitney U by mid-ranks, equal to the trapezoid area). NaN when either is empty.
 */
export function auc(positive: readonly number[], negative: readonly number[]): number {
	return weightedAuc(aucOrder(positive, negative), ones(positive.length), ones(negative.length));
}

/** Values of both groups sorted once, so that resamples are linear: `group` 1 is positive, `tie` numbers equal values. */
export interface AucOrder {
	readonly index: Int32Array;
	readonly group: Uint8Array;
	readonly tie: Int32Array;
}

export function aucOrder(positive: readonly number[], negative: readonly number[]): AucOrder {
	const all = [
		...positive.map((value, index) => ({ value, index, group: 1 })),
		...negative.map((value, index) => ({ value, index, group: 0 })),
	].sort((a, b) => a.value - b.value);
	const tie = new Int32Array(all.length);
	for (let i = 1; i < all.length; i++) tie[i] = (tie[i - 1] ?? 0) + (all[i]?.value === all[i - 1]?.value ? 0 : 1);
	return { index: Int32Array.from(all, (e) => e.index), group: Uint8Array.from(all, (e) => e.group), tie };
}

/** AUC when each value counts as often as its group's `counts` say: one bootstrap resample. */
export function weightedAuc(order: AucOrder, positive: Uint32Array, negative: Uint32Array): number {
	let below = 0;
	let wins = 0;
	let positives = 0;
	for (let i = 0; i < order.index.length; ) {
		let tiedPositive = 0;
		let tiedNegative = 0;
		const tie = order.tie[i];
		for (; i < order.index.length && order.tie[i] === tie; i++) {
			const index = order.index[i] ?? 0;
			if (order.group[i] === 1) tiedPositive += positive[index] ?? 0;
			else tiedNegative += negative[index] ?? 0;
		}
		wins += tiedPositive * (below + tiedNegative / 2);
		below += tiedNegative;
		positives += tiedPositive;
	}
	return wins / (positives * below);
}

function ones(n: number): Uint32Array {
	return new Uint32Array(n).fill(1);
}
