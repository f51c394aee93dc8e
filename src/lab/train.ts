import { createHash } from "node:crypto";
import { Problem } from "../core/audit/problem.ts";
import { Adam } from "./adam.ts";
import { buckets, type ExampleKind, encodeCorpus, epoch, requireFit } from "./batches.ts";
import { type Checkpoint, findCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { allText, readCorpus } from "./corpus.ts";
import { likelihoodDescent } from "./descent.ts";
import { toNumber } from "./jax.ts";
import { type ModelSizeName, modelShape, modelSize } from "./modelShape.ts";
import { exactShare, measureRecall } from "./recall.ts";
import { requirePositive } from "./requirePositive.ts";
import { Rng } from "./rng.ts";
import { learningRate } from "./schedule.ts";
import { trainBpe } from "./trainBpe.ts";
import { initialWeights, toDevice, toWeights } from "./weights.ts";

export interface TrainOptions {
	/** Folders of documents (and questions.jsonl) that the model memorises. */
	readonly documents: readonly string[];
	/** Folders the tokenizer is learnt from; those of `documents` when left out. */
	readonly tokenizer?: readonly string[];
	/** Checkpoint file. An interrupted run with the same settings goes on from it. */
	readonly out: string;
	readonly size?: ModelSizeName;
	readonly epochs?: number;
	/** Peak learning rate; the size's own when left out. */
	readonly rate?: number;
	readonly seed?: number;
	/** Ends training early, once every document is recalled and the documents' loss is below this (nats per token). */
	readonly stopBelow?: number;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: TrainProgress) => void;
}

export interface TrainProgress {
	readonly epoch: number;
	readonly epochs: number;
	/** Mean loss of the epoch's document batches, in nats per token. */
	readonly documentLoss: number;
	/** The same for questions; undefined when there are none. */
	readonly questionLoss: number | undefined;
	/** Share of documents recalled verbatim; undefined when this epoch did not measure it. */
	readonly recall: number | undefined;
	readonly seconds: number;
}

/** Epochs between two measurements of recall. */
const RECALL_EVERY = 5;

/**
 * Trains a model from scratch until it knows its documents by heart. Recall of prose arrives
 * suddenly and late in the schedule: shorten `epochs` below 60 with care.
 */
export async function train(options: TrainOptions): Promise<Checkpoint> {
	const { out, epochs = 70, seed = 1, size: sizeName = "medium", stopBelow = 0, signal, onProgress } = options;
	const size = modelSize(sizeName);
	const rate = options.rate ?? size.rate;
	requirePositive({ epochs, rate });
	const corpus = await readCorpus(options.documents);
	const tokenizer = trainBpe(allText(await readCorpus(options.tokenizer ?? options.documents)), size.vocab);
	const { merges } = tokenizer;
	const shape = modelShape(size, tokenizer.vocab.length);
	const examples = encodeCorpus(corpus, tokenizer);
	requireFit(examples, shape);
	const fingerprint = digest({ shape, merges, examples, epochs, rate, seed, stopBelow });

	const found = await findCheckpoint(out);
	if (found && found.training.fingerprint !== fingerprint) {
		throw new Problem("input", `${out} was trained with other settings or texts.`, "Remove it or name another file.");
	}
	if (found?.training.finished) return found;
	let last: Checkpoint = found ?? { shape, merges, weights: initialWeights(shape, seed), training: fresh(fingerprint) };

	const all = buckets(examples);
	const stepsPerEpoch = epoch(all, new Rng(0)).length;
	const descend = likelihoodDescent(shape);
	const recall = measureRecall(
		shape,
		examples.filter((e) => e.kind === "document"),
	);
	const adam = Adam.from(last.training.adam, last.weights);
	let params = toDevice(last.weights);
	let step = last.training.epoch * stepsPerEpoch;

	while (!last.training.finished) {
		const begun = performance.now();
		const at = last.training.epoch + 1;
		const losses: Record<ExampleKind, number[]> = { document: [], question: [] };
		// The order depends on seed and epoch alone, so that a resumed run sees the same one.
		for (const batch of epoch(all, new Rng(seed * 1_000_003 + at))) {
			signal?.throwIfAborted();
			const { loss, gradient } = descend(params, batch);
			params = adam.step(params, gradient, learningRate(step++, epochs * stepsPerEpoch, rate));
			losses[batch.kind].push(await toNumber(loss)); // waiting also bounds how far the queue runs ahead
		}
		const documentLoss = mean(losses.document);
		const isMeasured = at % RECALL_EVERY === 0 || at === epochs;
		const share = isMeasured ? exactShare(await recall(params)) : undefined;
		const finished = at >= epochs || (share === 1 && documentLoss < stopBelow);
		const state = { fingerprint, epoch: at, finished };
		// A finished model needs no moments: its file is a third of the size.
		const training = finished ? state : { ...state, adam: await adam.state() };
		last = { shape, merges, weights: await toWeights(params), training };
		await saveCheckpoint(out, last);
		const questionLoss = losses.question.length > 0 ? mean(losses.question) : undefined;
		const seconds = (performance.now() - begun) / 1000;
		onProgress?.({ epoch: at, epochs, documentLoss, questionLoss, recall: share, seconds });
	}
	return last;
}

function fresh(fingerprint: string) {
	return { fingerprint, epoch: 0, finished: false };
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}

function digest(value: unknown): string {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
