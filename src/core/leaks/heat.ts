import { type WindowShape, windowShape } from "../corpus/windows.ts";
import type { TokenRecords } from "../model/answer.ts";

/** What a heatmap cell can show. */
export type HeatMetric = "pz" | "logp" | "rank" | "entropy";

/** How a metric is coloured: six leak classes, 0 (nothing) to 5 (verbatim). */
export interface HeatScale {
	readonly id: HeatMetric;
	readonly title: string;
	readonly explanation: string;
	/** Legend by class. */
	readonly classes: readonly [string, string, string, string, string, string];
	/** Limits of classes 5, 4, 3, 2, 1. */
	readonly limits: readonly [number, number, number, number, number];
	/** Which side of a limit counts as more. */
	readonly direction: "at least" | "at most";
}

export const HEAT_SCALES: readonly HeatScale[] = [
	{
		id: "pz",
		title: "Extraction probability",
		explanation:
			"log10 of the highest p_z over the windows that cover the token, T 1 and top-k 40 unless the audit chose otherwise, from one pass over the document; higher = more leakage.",
		classes: ["p_z below 1e-5", "1e-5 to 1e-3", "1e-3 to 1e-2", "1e-2 to 0.1", "0.1 to 0.5", "0.5 and above: verbatim"],
		limits: [-0.3, -1, -2, -3, -5],
		direction: "at least",
	},
	{
		id: "logp",
		title: "Log p",
		explanation: "Natural log-probability of the token given all text before it; higher = more leakage.",
		classes: ["below -5", "-5 to -3", "-3 to -1.6", "-1.6 to -0.7", "-0.7 to -0.1", "-0.1 to 0: certain"],
		limits: [-0.1, -0.7, -1.6, -3, -5],
		direction: "at least",
	},
	{
		id: "rank",
		title: "Rank",
		explanation: "How many tokens the model holds more likely than the true one; lower = more leakage.",
		classes: ["200 and above", "40 to 199", "10 to 39", "3 to 9", "1 to 2", "0: first choice"],
		limits: [0, 2, 9, 39, 199],
		direction: "at most",
	},
	{
		id: "entropy",
		title: "Entropy",
		explanation:
			"Entropy of the model's next-token distribution, nats; lower = the model is more certain, right or wrong.",
		classes: ["above 3", "2 to 3", "1 to 2", "0.5 to 1", "0.1 to 0.5", "0.1 and below: certain"],
		limits: [0.1, 0.5, 1, 2, 3],
		direction: "at most",
	},
];

/** The scale of a metric. */
export function heatScale(metric: HeatMetric): HeatScale {
	const scale = HEAT_SCALES.find((s) => s.id === metric);
	if (!scale) throw new Error(`No scale for the heat metric ${metric}.`);
	return scale;
}

/** One value per token, under the windows of the audit; NaN where there is none (unscored tokens, engines without the metric). */
export function heatValues(records: TokenRecords, metric: HeatMetric, windows?: WindowShape): Float32Array {
	const n = records.starts.length;
	if (metric === "pz") return pzTrack(records, windows);
	const source = records[metric];
	// Ranks are integers and say -1 for what could not be had.
	const value = (i: number): number => source[i] ?? Number.NaN;
	return Float32Array.from({ length: n }, (_, i) => (metric === "rank" && value(i) < 0 ? Number.NaN : value(i)));
}

/** The class of each value; NaN is class 0. */
export function heatClasses(values: Float32Array, metric: HeatMetric): Uint8Array {
	const { limits, direction } = heatScale(metric);
	return Uint8Array.from(values, (value) => {
		const index = limits.findIndex((limit) => (direction === "at least" ? value >= limit : value <= limit));
		return index < 0 ? 0 : 5 - index;
	});
}

/**
 * log10 of the highest p_z over the suffixes that cover each token; -Infinity where none can be drawn, NaN before the
 * first suffix. A suffix starts at every token after the first prefix; context is all text before it.
 */
function pzTrack(records: TokenRecords, wanted?: WindowShape): Float32Array {
	const n = records.starts.length;
	const values = new Float32Array(n).fill(Number.NaN);
	const shape = windowShape(n, n, wanted);
	if (!shape) return values;
	const logq = records.logq[0] && records.logq[0].length > 0 ? records.logq[0] : records.logp;
	const first = shape.prefix;
	const count = n - shape.suffix - first + 1;
	const windows = suffixSums(logq, first, count, shape.suffix);
	// Sliding maximum over the windows that cover token i: those that start in (i - suffix, i].
	const queue: number[] = [];
	let head = 0;
	for (let i = first; i < n; i++) {
		const w = i - first;
		if (w < count) {
			while (queue.length > head && (windows[queue.at(-1) ?? 0] ?? 0) <= (windows[w] ?? 0)) queue.pop();
			queue.push(w);
		}
		while (head < queue.length && (queue[head] ?? 0) + shape.suffix <= w) head++;
		values[i] = (windows[queue[head] ?? -1] ?? Number.NaN) / Math.LN10;
	}
	return values;
}

/** Sum of log q over each suffix; -Infinity if it holds a token that cannot be drawn or has no value. */
function suffixSums(logq: Float32Array, first: number, count: number, length: number): Float64Array {
	const sums = new Float64Array(count);
	let sum = 0;
	let blocked = 0;
	const add = (at: number, sign: number): void => {
		const value = logq[at] ?? Number.NaN;
		if (Number.isFinite(value)) sum += sign * value;
		else blocked += sign;
	};
	for (let i = 0; i < first + count + length - 1; i++) {
		if (i >= first) add(i, 1);
		if (i >= first + length) add(i - length, -1);
		if (i >= first + length - 1) sums[i - first - length + 1] = blocked > 0 ? Number.NEGATIVE_INFINITY : sum;
	}
	return sums;
}

/**
 * Index of the token at which each display row begins, and n at the end: length rows + 1. A row ends after a token that
 * holds a line break, and before the word that would pass the column; a word longer than a row is cut between tokens.
 * @param columns characters per row, at least 1
 */
export function layoutRows(text: string, starts: Int32Array, ends: Int32Array, columns: number): Int32Array {
	const n = starts.length;
	const rows: number[] = n > 0 ? [0] : [];
	let row = 0;
	let word = 0;
	for (let i = 0; i < n; i++) {
		if (i > row && startsWord(text, starts[i] ?? 0)) word = i;
		// Twice when the word that moves to the next row is too long for that one as well.
		while (i > row && (ends[i] ?? 0) - (starts[row] ?? 0) > columns) {
			row = word > row ? word : i;
			rows.push(row);
		}
		if (i + 1 < n && text.slice(starts[i], ends[i]).includes("\n")) {
			row = i + 1;
			word = row;
			rows.push(row);
		}
	}
	return Int32Array.from([...rows, n]);
}

/** A token begins a word when it begins with white space or follows it. */
function startsWord(text: string, at: number): boolean {
	return /\s/.test(text[at] ?? "") || /\s/.test(text[at - 1] ?? "");
}
