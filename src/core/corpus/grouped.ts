/** Things by each of their keys, in order; a thing with several keys stands in several groups. */
export function grouped<T>(
	things: readonly T[],
	keysOf: (thing: T) => Iterable<string>,
): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>();
	for (const thing of things) {
		for (const key of keysOf(thing)) {
			const group = groups.get(key);
			if (group) group.push(thing);
			else groups.set(key, [thing]);
		}
	}
	return groups;
}
