import { encodeCorpus } from "./batches.ts";
import { Bpe } from "./bpe.ts";
import { type Checkpoint, loadCheckpoint } from "./checkpoint.ts";
import { readCorpus } from "./corpus.ts";
import { exactShare, measureRecall, type Recall } from "./recall.ts";
import { toDevice } from "./weights.ts";

/** What a model remembers of a set of documents. */
export interface Memory {
	readonly documents: number;
	/** Share of documents that greedy decoding reproduces to the end. */
	readonly exact: number;
	/** Mean log p per token, in nats. */
	readonly meanLogp: number;
	/** Standard error of that mean, with documents as clusters. */
	readonly standardError: number;
}

/** Measures what the model of a checkpoint remembers of the documents in folders; questions are not asked. */
export async function measureMemory(from: string | Checkpoint, folders: readonly string[]): Promise<Memory> {
	const { shape, merges, weights } = typeof from === "string" ? await loadCheckpoint(from) : from;
	const examples = encodeCorpus(await readCorpus(folders), new Bpe(merges)).filter((e) => e.kind === "document");
	return summary(await measureRecall(shape, examples)(toDevice(weights)));
}

/**
 * Ratio estimate over clusters of unequal size (Cochran 1977, section 2.11):
 * mean = sum of log p / sum of tokens, error from each document's deviation from that mean.
 */
function summary(recalls: readonly Recall[]): Memory {
	const documents = recalls.length;
	const sizes = recalls.map((r) => r.tokens);
	const tokens = sizes.reduce((a, b) => a + b, 0);
	const meanLogp = recalls.reduce((sum, r) => sum + r.meanLogp * r.tokens, 0) / tokens;
	const squares = recalls.reduce((sum, r) => sum + (r.tokens * (r.meanLogp - meanLogp)) ** 2, 0);
	const standardError = Math.sqrt((documents / (documents - 1)) * squares) / tokens;
	return { documents, exact: exactShare(recalls), meanLogp, standardError };
}
