import type { Rows, Sequence } from "../batches.ts";
import type { Bpe } from "../bpe.ts";

/** Text as a training sequence between two end-of-texts; only `predicted`, which begins a word, is learnt. */
export function sequence(tokenizer: Bpe, given: string, predicted: string): Sequence {
	const ids = [tokenizer.endOfText, ...tokenizer.encode(given + predicted), tokenizer.endOfText];
	return { ids, from: ids.length - 1 - tokenizer.encode(predicted).length };
}

/** Sequences as one batch of so many columns. */
export function rowsOf(examples: readonly Sequence[], columns: number): Rows {
	const tooLong = examples.find((e) => e.ids.length - 1 > columns);
	if (tooLong) throw new RangeError(`A sequence of ${tooLong.ids.length} ids does not fit ${columns} columns.`);
	return { shape: { rows: examples.length, columns }, examples };
}
