/** `length` consecutive elements that are the same from `a` in one sequence and from `b` in the other. */
export interface Match {
	readonly a: number;
	readonly b: number;
	readonly length: number;
}

/** Longest run of equal consecutive elements; the earliest in `a`, then in `b`, among equals. O(n m). */
export function longestMatch(a: ArrayLike<unknown>, b: ArrayLike<unknown>): Match {
	return longestBetween(a, b, 0, a.length, 0, b.length);
}

/**
 * Disjoint matches of at least `shortest` elements, in order in both sequences: the longest, then the longest on
 * either side of it (Ratcliff and Obershelp 1988).
 */
export function matchingBlocks(a: ArrayLike<unknown>, b: ArrayLike<unknown>, shortest: number): readonly Match[] {
	const within = (a0: number, a1: number, b0: number, b1: number): Match[] => {
		const match = longestBetween(a, b, a0, a1, b0, b1);
		if (match.length < shortest) return [];
		return [
			...within(a0, match.a, b0, match.b),
			match,
			...within(match.a + match.length, a1, match.b + match.length, b1),
		];
	};
	return within(0, a.length, 0, b.length);
}

function longestBetween(
	a: ArrayLike<unknown>,
	b: ArrayLike<unknown>,
	a0: number,
	a1: number,
	b0: number,
	b1: number,
): Match {
	let best: Match = { a: a0, b: b0, length: 0 };
	let above = new Int32Array(b1 - b0 + 1);
	let row = new Int32Array(b1 - b0 + 1);
	for (let i = a0; i < a1; i++) {
		for (let j = b0; j < b1; j++) {
			const run = a[i] === b[j] ? (above[j - b0] ?? 0) + 1 : 0;
			row[j - b0 + 1] = run;
			if (run > best.length) best = { a: i - run + 1, b: j - run + 1, length: run };
		}
		[above, row] = [row, above];
	}
	return best;
}
