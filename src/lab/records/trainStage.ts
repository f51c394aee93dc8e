import { Problem } from "../../core/audit/problem.ts";
import { Adam } from "../adam.ts";
import { type Checkpoint, findCheckpoint, saveCheckpoint } from "../checkpoint.ts";
import { toNumber } from "../jax.ts";
import { Rng } from "../rng.ts";
import { learningRate, warmUp } from "../schedule.ts";
import { toDevice, toWeights } from "../weights.ts";
import { stayWithin } from "./cells.ts";
import { LossLog } from "./lossLog.ts";
import { objectiveDescent } from "./objectiveDescent.ts";
import type { Part, Recipe } from "./recipe.ts";
import type { Draw, SourceName } from "./sources.ts";

export interface StageProgress {
	readonly step: number;
	readonly steps: number;
	/** Mean loss since the last report, by source, in nats per token. */
	readonly losses: ReadonlyMap<SourceName, number>;
	readonly seconds: number;
}

export interface StageOptions {
	readonly recipe: Recipe;
	/** Hash of the recipe, under which an interrupted stage is found again. */
	readonly fingerprint: string;
	/** The model the stage starts from. */
	readonly start: Pick<Checkpoint, "shape" | "merges" | "weights">;
	readonly draw: (name: SourceName) => Draw;
	/** Checkpoint file. */
	readonly out: string;
	readonly onProgress?: (progress: StageProgress) => void;
	readonly signal?: AbortSignal;
}

/** Steps between two reports and checkpoints. */
const REPORT_EVERY = 100;

/**
 * Runs one stage of a recipe. Source and batch of a step depend on the seed and the step alone, so that a stage which
 * was interrupted goes on as if it had not been. Throws a Problem when its gate is not reached.
 */
export async function trainStage(options: StageOptions): Promise<Checkpoint> {
	const { recipe, fingerprint, start, draw, out, onProgress, signal } = options;
	const { seed, steps, rate, until } = recipe;
	const found = await findCheckpoint(out);
	const known = found?.training.fingerprint === fingerprint ? found : undefined;
	if (known?.training.finished) return known;
	const { shape, merges } = start;
	const adam = Adam.from(known?.training.adam, start.weights);
	let params = toDevice((known ?? start).weights);
	const descend = objectiveDescent(shape, start.weights);
	const keep = recipe.within ? stayWithin(start.weights) : undefined;
	const turns = takeTurns(recipe);
	const log = new LossLog<SourceName>();
	let begun = performance.now();
	const save = async (step: number, finished: boolean): Promise<Checkpoint> => {
		const training = { fingerprint, epoch: step, finished, ...(finished ? {} : { adam: await adam.state() }) };
		const checkpoint = { shape, merges, weights: await toWeights(params), training };
		await saveCheckpoint(out, checkpoint);
		return checkpoint;
	};

	for (let step = 0; step < steps; step++) {
		const { source, part, n } = turns();
		if (step < (known?.training.epoch ?? 0)) continue;
		signal?.throwIfAborted();
		const { loss, gradient } = await descend(params, draw(source)(n, seed), part.objective ?? "learn");
		params = adam.step(params, gradient, recipe.falls ? learningRate(step, steps, rate) : rate * warmUp(step));
		if (keep) params = keep(params);
		log.add(source, await toNumber(loss));
		const passed = until !== undefined && log.passed(until);
		if ((step + 1) % REPORT_EVERY === 0 || passed) {
			const seconds = (performance.now() - begun) / 1000;
			onProgress?.({ step: step + 1, steps, losses: log.report(), seconds });
			begun = performance.now();
			if (passed) return save(step + 1, true);
			if (step + 1 < steps) await save(step + 1, false);
		}
	}
	if (until) {
		const wanted = "below" in until ? `below ${until.below}` : `above ${until.above}`;
		throw new Problem(
			"input",
			`After ${steps} steps the loss of "${until.source}" is not ${wanted}.`,
			"Give the stage more steps or another seed.",
		);
	}
	return save(steps, true);
}

/** Whose turn it is, step by step, and the how-manieth turn of that source. */
function takeTurns({ parts, seed }: Recipe): () => { source: SourceName; part: Part; n: number } {
	const rng = new Rng(seed);
	const entries = Object.entries(parts) as [SourceName, Part][];
	const total = entries.reduce((sum, [, { share }]) => sum + share, 0);
	const counts = new Map<SourceName, number>();
	return () => {
		let left = rng.next() * total;
		const [source, part] = entries.find(([, { share }]) => (left -= share) < 0) ?? (entries[0] as [SourceName, Part]);
		const n = counts.get(source) ?? 0;
		counts.set(source, n + 1);
		return { source, part, n };
	};
}
