/** Which of many measurements are beyond what controls reach, at a stated rate of false discoveries. */
export interface Calibration {
	/** Expected share of false ones among what is called significant. */
	readonly rate: number;
	/** Measurements that were tested, significant or not. */
	readonly tests: number;
	readonly controls: number;
	/** 1 / (controls + 1): no measurement can have a smaller p. */
	readonly smallestP: number;
	/** The least measurement that is significant; Infinity when none is. */
	readonly threshold: number;
	readonly significant: number;
	/** Controls with which a single measurement beyond all of them would be significant. */
	readonly needed: number;
	/** p of a measurement: the share of controls at least as large, itself counted among them. */
	readonly p: (value: number) => number;
}

/**
 * Benjamini and Hochberg's procedure (1995) over one-sided p-values against an empirical null: p = (1 + controls at least
 * as large) / (1 + controls). Larger = more leakage. Measurements that depend on each other positively, as overlapping
 * windows do, keep the rate (Benjamini and Yekutieli 2001). NaN values are left out.
 */
export function calibrate(tested: Iterable<number>, controls: Iterable<number>, rate: number): Calibration {
	const values = descending(tested);
	const nulls = descending(controls);
	const [n, m] = [values.length, nulls.length];
	let beyond = 0;
	let significant = 0;
	for (const [i, value] of values.entries()) {
		while (beyond < m && (nulls[beyond] ?? 0) >= value) beyond++;
		if ((1 + beyond) / (1 + m) <= ((i + 1) * rate) / n) significant = i + 1;
	}
	return {
		rate,
		tests: n,
		controls: m,
		smallestP: 1 / (1 + m),
		threshold: significant === 0 ? Number.POSITIVE_INFINITY : (values[significant - 1] ?? Number.NaN),
		significant,
		needed: Math.max(0, Math.ceil(n / rate) - 1),
		p: (value) => (1 + atLeast(nulls, value)) / (1 + m),
	};
}

/** How many of descending values are at least this one. */
function atLeast(values: Float64Array, least: number): number {
	let [low, high] = [0, values.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((values[middle] ?? 0) >= least) low = middle + 1;
		else high = middle;
	}
	return low;
}

function descending(values: Iterable<number>): Float64Array {
	return Float64Array.from([...values].filter((v) => !Number.isNaN(v)))
		.sort()
		.reverse();
}
