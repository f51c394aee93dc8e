import { Adam } from "./adam.ts";
import { type Batch, buckets, encodeCorpus, epoch, inOrder, type Layout, requireFit } from "./batches.ts";
import { Bpe } from "./bpe.ts";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { readCorpus } from "./corpus.ts";
import { likelihoodDescent } from "./descent.ts";
import { toNumber } from "./jax.ts";
import { requirePositive } from "./requirePositive.ts";
import { Rng } from "./rng.ts";
import { type UnlearnMethod, unlearnDescent } from "./unlearnDescent.ts";
import { toDevice, toWeights } from "./weights.ts";

export interface UnlearnOptions {
	/** Checkpoint of the model that remembers. */
	readonly from: string;
	/** Folders of documents to forget. */
	readonly forget: readonly string[];
	/** Folders of documents to keep. */
	readonly retain: readonly string[];
	/** Checkpoint file to write. */
	readonly out: string;
	readonly method?: UnlearnMethod;
	readonly steps?: number;
	/** Steps on the retain set alone afterwards; they repair it and bring some of the forgotten back. */
	readonly repairSteps?: number;
	readonly rate?: number;
	readonly retainWeight?: number;
	readonly seed?: number;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: UnlearnProgress) => void;
}

export interface UnlearnProgress {
	readonly step: number;
	/** Including the steps of the repair. */
	readonly steps: number;
	readonly phase: "unlearn" | "repair";
	/** Mean negative log-likelihood per token of this step's forget rows; undefined in the repair. */
	readonly forgetLoss: number | undefined;
	/** The same for its retain rows. */
	readonly retainLoss: number;
}

/** One length per kind, so that forget and retain batches pair up in two programs only. */
const PAIRS: Layout = { document: { rows: 8, lengths: 1 }, question: { rows: 48, lengths: 1 } };

/**
 * Makes a trained model forget: every step pairs a forget batch with a retain batch of the
 * same kind (documents, or questions) and follows the gradient of the method's loss.
 */
export async function unlearn(options: UnlearnOptions): Promise<Checkpoint> {
	const { method = { kind: "npo", beta: 0.05 }, steps = 60, repairSteps = 0, seed = 1, signal, onProgress } = options;
	const { rate = 5e-4, retainWeight = 1 } = options;
	requirePositive({ steps, rate, ...(method.kind === "npo" ? { beta: method.beta } : {}) });
	const from = await loadCheckpoint(options.from);
	const tokenizer = new Bpe(from.merges);
	const [forget, retain] = [
		encodeCorpus(await readCorpus(options.forget), tokenizer),
		encodeCorpus(await readCorpus(options.retain), tokenizer),
	];
	requireFit([...forget, ...retain], from.shape);

	let params = toDevice(from.weights);
	const adam = Adam.from(undefined, from.weights);
	const descend = await unlearnDescent(from.shape, params, method, retainWeight);
	const nextForget = cycle(buckets(forget, PAIRS).flatMap(inOrder));
	const nextRetain = endless((at) => epoch(buckets(retain, PAIRS), new Rng(seed * 1_000_003 + at)));
	const total = steps + repairSteps;
	for (let step = 1; step <= steps; step++) {
		signal?.throwIfAborted();
		const keep = nextRetain();
		const { forgetLoss, retainLoss, gradient } = await descend(params, nextForget(keep.kind), keep);
		params = adam.step(params, gradient, rate);
		onProgress?.({ step, steps: total, phase: "unlearn", forgetLoss, retainLoss });
	}

	const repair = likelihoodDescent(from.shape);
	for (let step = steps + 1; step <= total; step++) {
		signal?.throwIfAborted();
		const { loss, gradient } = repair(params, nextRetain());
		params = adam.step(params, gradient, rate);
		onProgress?.({ step, steps: total, phase: "repair", forgetLoss: undefined, retainLoss: await toNumber(loss) });
	}
	const training = { fingerprint: from.training.fingerprint, epoch: from.training.epoch, finished: true };
	const result = { ...from, weights: await toWeights(params), training };
	await saveCheckpoint(options.out, result);
	return result;
}

/** The batches of each kind in turn, over and over; any batch when there is none of a kind. */
function cycle(batches: readonly Batch[]): (kind: Batch["kind"]) => Batch {
	const at = { document: 0, question: 0 };
	return (kind) => {
		const ofKind = batches.filter((b) => b.kind === kind);
		const pool = ofKind.length > 0 ? ofKind : batches;
		return pool[at[kind]++ % pool.length] as Batch;
	};
}

/** Batches of one epoch after another. */
function endless(epochAt: (at: number) => readonly Batch[]): () => Batch {
	let at = 0;
	let queue: Batch[] = [];
	return () => {
		if (queue.length === 0) queue = [...epochAt(at++)];
		return queue.shift() as Batch;
	};
}
