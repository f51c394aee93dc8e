/** `length` consecutive elements that are the same from `a` in one sequence and from `b` in the other. */
export interface Match {
	readonly a: number;
	readonly b: number;
	readonly length: number;
}

/** Longest run of equal consecutive elements; the earliest in `a`, then in `b`, among equals. O(n m) at worst. */
export function longestMatch(a: ArrayLike<unknown>, b: ArrayLike<unknown>): Match {
	return longestBetween(a, b, [0, a.length, 0, b.length], 1);
}

/**
 * Disjoint matches of at least `shortest` elements, in order in both sequences: the longest, then the longest on
 * either side of it (Ratcliff and Obershelp 1988).
 */
export function matchingBlocks(a: ArrayLike<unknown>, b: ArrayLike<unknown>, shortest: number): readonly Match[] {
	const within = (a0: number, a1: number, b0: number, b1: number): Match[] => {
		const match = longestBetween(a, b, [a0, a1, b0, b1], Math.max(1, shortest));
		if (match.length === 0) return [];
		return [
			...within(a0, match.a, b0, match.b),
			match,
			...within(match.a + match.length, a1, match.b + match.length, b1),
		];
	};
	return within(0, a.length, 0, b.length);
}

/**
 * The longest run of at least `shortest` elements. Runs lie on diagonals, and one that is no shorter than the longest so
 * far cannot slip between places that far apart, so that only those are looked at: the longer the matches, the faster.
 */
function longestBetween(
	a: ArrayLike<unknown>,
	b: ArrayLike<unknown>,
	[a0, a1, b0, b1]: readonly [a0: number, a1: number, b0: number, b1: number],
	shortest: number,
): Match {
	let best: Match = { a: a0, b: b0, length: 0 };
	let step = shortest;
	const walk = (shift: number): void => {
		const first = Math.max(a0, b0 - shift);
		const last = Math.min(a1, b1 - shift);
		for (let at = first + step - 1; at < last; at += step) {
			if (a[at] !== b[at + shift]) continue;
			let from = at;
			while (from > first && a[from - 1] === b[from - 1 + shift]) from--;
			let to = at + 1;
			while (to < last && a[to] === b[to + shift]) to++;
			const run = { a: from, b: from + shift, length: to - from };
			if (run.length >= step && isBetter(run, best)) best = run;
			step = Math.max(step, best.length);
			// The next run begins after this one.
			at = to;
		}
	};
	// A continuation that repeats a text runs along the main diagonal: what is found there makes all others short work.
	const main = b0 - a0;
	walk(main);
	for (let shift = b0 - a1 + 1; shift < b1 - a0; shift++) if (shift !== main) walk(shift);
	return best;
}

function isBetter(run: Match, best: Match): boolean {
	if (run.length !== best.length) return run.length > best.length;
	return run.a < best.a || (run.a === best.a && run.b < best.b);
}
