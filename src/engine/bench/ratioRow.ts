import type { BenchRow } from "../../protocol/bench.ts";

export interface Measured {
	readonly name: string;
	readonly model: string;
	readonly unit: string;
	/** How much of `unit` (without its "/s") one round does. */
	readonly amount: number;
	/** Milliseconds of each round. */
	readonly times: readonly number[];
	/** Milliseconds of the other variant in the same rounds, and how much it does in one; the same when left out. */
	readonly other: readonly number[];
	readonly otherAmount?: number;
	readonly of: string;
	readonly required: number | null;
	readonly holds?: boolean;
	readonly note?: string;
}

/** A row from the times of two variants that took turns: the ratio of speeds is taken round by round. */
export function ratioRow(measured: Measured): BenchRow {
	const { name, model, unit, amount, times, other, otherAmount = amount, of, required, holds = true, note } = measured;
	const ratios = times.map((ms, i) => (amount / ms) * ((other[i] as number) / otherAmount));
	const ratio = median(ratios);
	return {
		name,
		model,
		value: amount / (median(times) / 1000),
		unit,
		ratio,
		of,
		spread: [Math.min(...ratios), Math.max(...ratios)],
		required,
		met: holds && (required === null || ratio >= required),
		...(note === undefined ? {} : { note }),
	};
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? (sorted[middle] as number)
		: ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
