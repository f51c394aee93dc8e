import { words } from "../corpus/shingles.ts";

/**
 * Fluency by RWKU's formula (arXiv 2406.10890): entropy in bits of a text's distribution of bigrams (weight 2/3) and trigrams
 * (weight 4/3), averaged. 0 for a text that repeats one word; greater for richer text, at most log2 of its length. A text
 * of fewer than three words is NaN. The words are ours, lower case and without punctuation; RWKU's are nltk's, so that its
 * published numbers are not comparable.
 */
export function ngramEntropy(text: string): number {
	const list = words(text);
	if (list.length < 3) return Number.NaN;
	return (entropy(list, 2) * (2 / 3) + entropy(list, 3) * (4 / 3)) / 2;
}

function entropy(list: readonly string[], size: number): number {
	const counts = new Map<string, number>();
	const n = list.length - size + 1;
	for (let i = 0; i < n; i++) {
		const gram = list.slice(i, i + size).join(" ");
		counts.set(gram, (counts.get(gram) ?? 0) + 1);
	}
	let bits = 0;
	for (const count of counts.values()) bits -= (count / n) * Math.log2(count / n);
	return bits;
}
