import { words } from "./shingles.ts";

/** How quickly repeats of a word stop counting, and how much long texts are held back (Robertson and Zaragoza 2009). */
const K1 = 1.2;
const B = 0.75;

/**
 * Texts ranked by likeness to a query, likest first, by Okapi BM25 over their words; those without a word in common are
 * left out, equals stay in order. Returns a function from a query to positions in `texts`.
 */
export function bm25(texts: readonly string[]): (query: string) => readonly number[] {
	const counts = texts.map((text) => countOf(words(text)));
	const lengths = counts.map((count) => sum(count.values()));
	const average = sum(lengths) / Math.max(1, texts.length);
	const holders = new Map<string, number>();
	for (const count of counts) for (const word of count.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
	const rarity = (word: string): number => {
		const n = holders.get(word) ?? 0;
		return Math.log(1 + (texts.length - n + 0.5) / (n + 0.5));
	};
	return (query) => {
		const wanted = [...new Set(words(query))];
		const score = (i: number): number => {
			const [count, length] = [counts[i] ?? new Map<string, number>(), lengths[i] ?? 0];
			return sum(
				wanted.map((word) => {
					const f = count.get(word) ?? 0;
					return f === 0 ? 0 : (rarity(word) * f * (K1 + 1)) / (f + K1 * (1 - B + (B * length) / average));
				}),
			);
		};
		return texts
			.map((_, i) => ({ i, score: score(i) }))
			.filter((hit) => hit.score > 0)
			.sort((a, b) => b.score - a.score || a.i - b.i)
			.map(({ i }) => i);
	};
}

function countOf(list: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}

function sum(values: Iterable<number>): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}
