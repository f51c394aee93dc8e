/** What a wave needs to know of a question: its tokens, how many of them are decoded, and from where rows are wanted. */
export interface Packable {
	readonly tokens: Int32Array;
	readonly length: number;
	/** Nothing from here on may lie in a shared prefix. */
	readonly firstRow: number;
}

/** Questions that are packed together: the first `trunk` tokens are the same in all and are decoded once. */
export interface Wave<Q extends Packable> {
	readonly trunk: number;
	readonly members: Q[];
}

/** A question that shares so many tokens more with the one after it than with a wave begins a wave of its own. */
const WORTH_A_WAVE = 32;

/**
 * Groups questions, which come in the order of what they can share, into waves. A question joins when the tokens that
 * its company must then decode themselves, because fewer are shared, are no more than the question saves by sharing.
 * At most `most` are packed together.
 */
export function* waves<Q extends Packable>(items: readonly Q[], most: number): Generator<Wave<Q>> {
	let members: Q[] = [];
	let trunk = 0;
	for (const [i, item] of items.entries()) {
		const [last, next] = [members.at(-1), items[i + 1]];
		const size = members.length;
		if (last) {
			const shared = Math.min(trunk, shareable(last, item));
			const joins =
				(size - 1) * (trunk - shared) <= shared &&
				(next === undefined || shareable(item, next) - shared <= WORTH_A_WAVE) &&
				size < most;
			if (joins) {
				members.push(item);
				trunk = shared;
				continue;
			}
			yield { trunk, members };
		}
		members = [item];
		trunk = shareable(item, item);
	}
	if (members.length > 0) yield { trunk, members };
}

/** How many tokens two questions could have decoded for both. */
function shareable(a: Packable, b: Packable): number {
	const most = Math.min(a.firstRow, b.firstRow, a.length - 1, b.length - 1);
	return Math.max(0, Math.min(most, sharedLength(a.tokens, b.tokens)));
}

/** How many tokens two lists have in common at their beginning. */
export function sharedLength(a: Int32Array, b: Int32Array): number {
	const most = Math.min(a.length, b.length);
	let shared = 0;
	while (shared < most && a[shared] === b[shared]) shared++;
	return shared;
}
