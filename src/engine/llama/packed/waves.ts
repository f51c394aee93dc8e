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

/** Questions that would each decode so many tokens less in a wave of their own, all together, get one. */
const WORTH_A_WAVE = 32;

/**
 * Groups questions into waves by walking the tree of what they can share: at every branching those that go on alone are
 * one wave, whose trunk is the way there; branches that share more come after it, so that a trunk only ever grows or is
 * cut back and no shared prefix is decoded twice.
 */
export function waves<Q extends Packable>(items: readonly Q[]): readonly Wave<Q>[] {
	return items.length === 0 ? [] : [...under(byShareable(items))];
}

function* under<Q extends Packable>(items: readonly Q[]): Generator<Wave<Q>> {
	const trunk = common(items);
	const branches = Object.values(Object.groupBy(items, (item) => String(shareable(item)[trunk] ?? "ends"))) as Q[][];
	const isWorth = (branch: readonly Q[]) =>
		branch.length > 1 && (branch.length - 1) * (common(branch) - trunk) > WORTH_A_WAVE;
	const members = branches.filter((branch) => !isWorth(branch)).flat();
	if (members.length > 0) yield { trunk, members };
	for (const branch of branches.filter(isWorth)) yield* under(branch);
}

/** The beginning of a question that others may have decoded for it. */
function shareable({ tokens, firstRow, length }: Packable): Int32Array {
	return tokens.subarray(0, Math.max(0, Math.min(firstRow, length - 1)));
}

/** How many tokens all of them can share, given in the order of what can be shared of each. */
function common(items: readonly Packable[]): number {
	const [first, last] = [items[0], items.at(-1)];
	return first && last ? sharedLength(shareable(first), shareable(last)) : 0;
}

/** Lexicographic: what begins alike lies side by side. */
function byShareable<Q extends Packable>(items: readonly Q[]): readonly Q[] {
	return items
		.map((item) => ({ item, key: shareable(item) }))
		.sort((a, b) => compared(a.key, b.key))
		.map(({ item }) => item);
}

function compared(a: Int32Array, b: Int32Array): number {
	const at = sharedLength(a, b);
	return at < Math.min(a.length, b.length) ? (a[at] as number) - (b[at] as number) : a.length - b.length;
}

/** How many tokens two lists have in common at their beginning. */
export function sharedLength(a: Int32Array, b: Int32Array): number {
	const most = Math.min(a.length, b.length);
	let shared = 0;
	while (shared < most && a[shared] === b[shared]) shared++;
	return shared;
}
