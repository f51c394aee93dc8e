import { basename } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Problem } from "../core/audit/problem.ts";
import type { Ask } from "../core/audit/run.ts";
import type { Outcome } from "../core/model/answer.ts";
import type { Answered } from "../core/model/languageModel.ts";
import type { Question } from "../core/model/question.ts";
import type { AnswerStore } from "../store/answerStore.ts";
import { answerKey } from "./answerKey.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { inBatches } from "./inBatches.ts";
import { merged } from "./merged.ts";
import type { ModelAtHand, ModelsAtHand } from "./modelsAtHand.ts";
import type { ResidentModels } from "./residentModels.ts";

export interface AskStoredOptions {
	readonly answers: AnswerStore;
	readonly models: ModelsAtHand;
	readonly residents: ResidentModels;
	readonly signal: AbortSignal;
	/** Called with the number of questions the store had answers to. */
	readonly onReused: (questions: number) => void;
	/** A model is about to be asked; it may have to be loaded first. */
	readonly onAsking: (model: ModelAtHand) => void;
	/** It is open and being asked. */
	readonly onReady: (model: ModelAtHand) => void;
}

interface Missing {
	readonly key: string;
	readonly model: ModelAtHand;
	readonly question: Question;
}

/**
 * Answers from the store first; what it does not have is asked of the engines, each question once, and written before
 * it is handed on. Models work side by side when they fit into memory together, one after the other when not.
 */
export function askStored(options: AskStoredOptions): Ask {
	const { answers, residents, signal } = options;
	return async function* ask(questions): AsyncGenerator<Answered, void, void> {
		// Lets messages in between waves: a run answered wholly from the store never waits for anything else.
		await turn();
		throwIfCancelled(signal);
		const wanted = byKey(questions, options.models);
		const stored = answers.read([...wanted.keys()]);
		for (const [key, { indexes }] of wanted) {
			const outcome = stored.get(key);
			if (!outcome) continue;
			options.onReused(indexes.length);
			for (const index of indexes) yield { index, outcome };
		}
		const missing = [...wanted].flatMap(([key, { model, question }]) =>
			stored.has(key) ? [] : [{ key, model, question }],
		);
		if (missing.length === 0) return;
		for await (const [key, outcome] of asked(byModel(missing), options)) {
			for (const index of wanted.get(key)?.indexes ?? []) yield { index, outcome };
		}
		throwIfCancelled(signal);
	};

	async function* asked(
		groups: readonly (readonly Missing[])[],
		{ onAsking, onReady }: AskStoredOptions,
	): AsyncGenerator<readonly [string, Outcome], void, void> {
		const stop = new AbortController();
		const either = AbortSignal.any([signal, stop.signal]);
		const streams = groups.flatMap((group) => {
			const model = group[0]?.model;
			if (!model) return [];
			const stream = async function* () {
				onAsking(model);
				yield* residents.lend(model, (open) => {
					refuseOther(open.description.engine, model);
					onReady(model);
					return written(
						open.answer(
							group.map(({ question }) => question),
							either,
						),
						group,
					);
				});
			};
			return [{ model, stream }];
		});
		if (await residents.fit(streams.map(({ model }) => model))) {
			yield* merged(
				streams.map(({ stream }) => stream()),
				() => stop.abort(),
			);
		} else {
			for (const { stream } of streams) yield* stream();
		}
	}

	/** Each batch is in the store before anybody hears of it, so that a process killed now repeats nothing it has told. */
	async function* written(
		stream: AsyncIterable<Answered>,
		group: readonly Missing[],
	): AsyncGenerator<readonly [string, Outcome], void, void> {
		let outstanding = group.length;
		for await (const batch of inBatches(stream)) {
			const keyed = batch.flatMap(({ index, outcome }) => {
				const key = group[index]?.key;
				return key === undefined || isCancelled(outcome) ? [] : [[key, outcome] as const];
			});
			answers.write(keyed);
			outstanding -= keyed.length;
			yield* keyed;
		}
		throwIfCancelled(signal);
		if (outstanding > 0) {
			const left = `${outstanding} of ${group.length} questions unanswered`;
			throw new Problem(
				"engine",
				`The engine stopped with ${left}.`,
				"Run the same command again: what was answered is kept.",
			);
		}
	}
}

/** Another engine's answers under this one's keys would pass for its own, in this run and in all that follow. */
function refuseOther(engine: string, { file, description }: ModelAtHand): void {
	if (engine === description.engine) return;
	throw new Problem(
		"engine",
		`${basename(file)} was known with the ${description.engine} engine and now opens with the ${engine} engine, whose numbers differ.`,
		"Run `palimpsest doctor` to see why, or measure anew in another folder with --store DIR.",
	);
}

function byModel(missing: readonly Missing[]): readonly (readonly Missing[])[] {
	const groups = new Map<string, Missing[]>();
	for (const entry of missing) {
		const group = groups.get(entry.model.key);
		if (group) group.push(entry);
		else groups.set(entry.model.key, [entry]);
	}
	return [...groups.values()];
}

const isCancelled = (outcome: Outcome): boolean => outcome.kind === "failure" && outcome.code === "cancelled";

function byKey(questions: readonly Question[], models: ModelsAtHand) {
	const wanted = new Map<
		string,
		{ readonly question: Question; readonly model: ModelAtHand; readonly indexes: number[] }
	>();
	for (const [index, question] of questions.entries()) {
		const model = models[question.role];
		if (!model) throw new Error(`a question for the role ${question.role}, which no model plays`);
		const key = answerKey(question, model);
		const known = wanted.get(key);
		if (known) known.indexes.push(index);
		else wanted.set(key, { question, model, indexes: [index] });
	}
	return wanted;
}
