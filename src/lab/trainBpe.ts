import { Bpe, pieces } from "./bpe.ts";
import { byteAlphabet, spell } from "./byteAlphabet.ts";

interface Word {
	parts: string[];
	readonly count: number;
}

/**
 * Learns a tokenizer of at most `vocabSize` ids from text.
 *
 * Deterministic: the most frequent pair is merged first, ties go to the smaller pair string.
 */
export function trainBpe(text: string, vocabSize: number): Bpe {
	const counts = new Map<string, number>();
	for (const piece of pieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
	const words: readonly Word[] = [...counts].map(([piece, count]) => ({ parts: spell(piece), count }));

	const merges: string[] = [];
	const known = new Set(byteAlphabet);
	while (256 + merges.length + 1 < vocabSize) {
		const best = bestPair(words, known);
		if (best === undefined) break; // the text has no pair left that occurs twice
		merges.push(best);
		known.add(best.replace(" ", ""));
		for (const word of words) join(word, best);
	}
	return new Bpe(merges);
}

function bestPair(words: readonly Word[], known: ReadonlySet<string>): string | undefined {
	const counts = new Map<string, number>();
	for (const { parts, count } of words) {
		for (let i = 0; i + 1 < parts.length; i++) {
			const pair = `${parts[i]} ${parts[i + 1]}`;
			counts.set(pair, (counts.get(pair) ?? 0) + count);
		}
	}
	let best: string | undefined;
	let most = 1; // a pair seen once is not worth an id
	for (const [pair, count] of counts) {
		const wins = count > most || (count === most && best !== undefined && pair < best);
		// Two pairs may spell the same token, and a token string must stay unique.
		if (wins && !known.has(pair.replace(" ", ""))) {
			best = pair;
			most = count;
		}
	}
	return best;
}

function join(word: Word, pair: string): void {
	const [left, right] = pair.split(" ") as [string, string];
	const { parts } = word;
	for (let i = 0; i + 1 < parts.length; i++) {
		if (parts[i] === left && parts[i + 1] === right) parts.splice(i, 2, left + right);
	}
}
