/** `count` of the items, spread evenly from the first on; `count` at most as many as there are. */
export function evenly<T>(items: readonly T[], count: number): readonly T[] {
	return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)] as T);
}
