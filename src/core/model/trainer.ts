import type { ModelSpec } from "../audit/request.ts";
import type { Document } from "../corpus/document.ts";

/** What copies of a model are to learn. */
export interface TrainingTask {
	readonly model: ModelSpec;
	/** Their texts and their questions with the answers. */
	readonly documents: readonly Document[];
	/** Steps after which a copy is wanted, ascending. */
	readonly at: readonly number[];
	readonly seed: number;
	/** Where copies are kept, under names that are theirs alone: what is there is not made again. */
	readonly folder: string;
	readonly signal: AbortSignal;
	/** Called once, before steps are taken for copies that are not there yet; what it throws ends the training. */
	readonly onTraining?: () => void;
}

/** A model as it is after so many steps of training. */
export interface TrainedCopy {
	readonly steps: number;
	/** Absolute path of a GGUF file. */
	readonly file: string;
}

/** Trains copies of a model further, for the tests that ask what a little training brings back (metrics.md 13.2: D, N, AIN). */
export interface Trainer {
	/** How it trains, in a few words; recorded with every result. */
	readonly settings: string;
	/** Copies in the order of their steps, each made when it is asked for. Throws Problem("input") where it cannot. */
	train(task: TrainingTask): AsyncGenerator<TrainedCopy, void, void>;
}
