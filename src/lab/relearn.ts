import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { Document } from "../core/corpus/document.ts";
import type { TrainedCopy, Trainer, TrainingTask } from "../core/model/trainer.ts";
import { Adam } from "./adam.ts";
import type { Rows, Sequence } from "./batches.ts";
import { Bpe } from "./bpe.ts";
import { likelihoodDescent } from "./descent.ts";
import { modelFile } from "./gguf/modelFile.ts";
import { type LabModel, readModel } from "./gguf/readModel.ts";
import { toNumber } from "./jax.ts";
import type { ModelShape } from "./modelShape.ts";
import { RELEARN, RELEARN_SETTINGS } from "./relearnSettings.ts";
import { Rng } from "./rng.ts";
import { toDevice, toWeights } from "./weights.ts";

/** Goes up when the same task would give other copies. */
const VERSION = 1;

/** Trains copies of models that the lab wrote, on the texts and the questions in turn. */
export const labTrainer: Trainer = {
	settings: RELEARN_SETTINGS,
	train,
};

async function* train(task: TrainingTask): AsyncGenerator<TrainedCopy, void, void> {
	const { model, at, seed, folder, signal, onTraining } = task;
	if (model.adapters?.length) {
		throw new Problem(
			"input",
			"The lab trains no model that is run with adapters.",
			"Merge them into the weights first.",
		);
	}
	// First, because it refuses what is not the lab's before a large file is read.
	const start = await readModel(model.file);
	const name = await nameOf(task);
	const fileOf = (steps: number): string => join(folder, `${name}-${steps}.gguf`);
	let session: Awaited<ReturnType<typeof begin>> | undefined;
	for (const steps of at) {
		const file = fileOf(steps);
		if (!existsSync(file)) {
			if (!session) onTraining?.();
			session ??= await begin(start, task);
			await session.reach(steps, signal);
			// What is in them is the forget set again: for nobody but the user.
			await mkdir(folder, { recursive: true, mode: 0o700 });
			await writeFile(`${file}.tmp`, await session.bytes(`after ${steps} steps, seed ${seed}`), { mode: 0o600 });
			await rename(`${file}.tmp`, file);
		}
		yield { steps, file };
	}
}

/** Everything that decides a copy but the steps. */
async function nameOf({ model, documents, seed }: TrainingTask): Promise<string> {
	const hash = createHash("sha256").update(await readFile(model.file));
	hash.update(JSON.stringify([VERSION, RELEARN, seed, documents.map(({ text, questions }) => [text, questions])]));
	return `${basename(model.file, ".gguf")}-${hash.digest("hex").slice(0, 16)}`;
}

/** A training that goes on from step to step. */
async function begin({ shape, merges, weights }: LabModel, { documents, seed }: TrainingTask) {
	const turns = batchesOf(documents, new Bpe(merges), shape, seed);
	const descend = likelihoodDescent(shape);
	const adam = Adam.from(undefined, weights);
	let params = toDevice(weights);
	let done = 0;
	return {
		async reach(steps: number, signal: AbortSignal): Promise<void> {
			for (; done < steps; done++) {
				signal.throwIfAborted();
				const { loss, gradient } = descend(params, turns(done));
				params = adam.step(params, gradient, RELEARN.rate);
				// Waited for: the back end would queue steps until its memory is full.
				await toNumber(loss);
			}
		},
		async bytes(name: string): Promise<Uint8Array> {
			return modelFile({ shape, merges, weights: await toWeights(params) }, "F16", name);
		},
	};
}

/** The batch of a step: questions and texts in turn, each kind going round in an order of its own every time. */
function batchesOf(documents: readonly Document[], bpe: Bpe, shape: ModelShape, seed: number): (step: number) => Rows {
	const end = bpe.endOfText;
	const questions = documents.flatMap((document) =>
		document.questions.map(({ question, answer }): Sequence => {
			const stem = bpe.encode(`Question: ${question}\nAnswer:`);
			return { ids: [end, ...stem, ...bpe.encode(` ${answer}`), end], from: stem.length + 1 };
		}),
	);
	const texts = documents.map(
		({ text }): Sequence => ({ ids: [end, ...bpe.encode(text), end].slice(0, shape.context) }),
	);
	const kinds = [questions, texts].filter((all) => all.length > 0).map((all) => round(all, seed));
	if (kinds.length === 0) throw new Problem("input", "There is no document to train on.", "Name at least two.");
	return (step) => (kinds[step % kinds.length] as (n: number) => Rows)(Math.floor(step / kinds.length));
}

function round(all: readonly Sequence[], seed: number): (n: number) => Rows {
	const columns = Math.ceil((Math.max(...all.map(({ ids }) => ids.length)) - 1) / 4) * 4;
	const rows = Math.max(1, Math.min(RELEARN.rows, all.length, Math.floor(RELEARN.tokens / columns)));
	return (n) => ({
		shape: { rows, columns },
		examples: Array.from({ length: rows }, (_, row) => {
			const at = n * rows + row;
			return new Rng(seed * 7_919 + Math.floor(at / all.length)).shuffled(all)[at % all.length] as Sequence;
		}),
	});
}
