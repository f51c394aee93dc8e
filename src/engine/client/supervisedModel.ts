import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Failure } from "../../core/model/answer.ts";
import type { Answered, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { EngineEvents, EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import type { AdaptableModel } from "../adaptableModel.ts";
import { Turns } from "../questions/turns.ts";
import { AnswerQueue } from "./answerQueue.ts";
import { EngineDied } from "./engineChild.ts";
import { type Patience, ReplaceableEngine } from "./replaceableEngine.ts";

/** Crashes on one question, asked alone, after which it is given up. */
const CRASHES_PER_QUESTION = 3;
/** Questions in a row that may be given up before the engine itself is. */
const GIVEN_UP_IN_A_ROW = 5;

export interface SupervisedOptions {
	/** At most 20 calls a second. */
	readonly onDecoded?: OnDecoded;
	/** LoRA adapters laid over the weights, in this order. */
	readonly adapters?: readonly AdapterSpec[];
	readonly patience?: Patience;
}

/**
 * A model in an engine process that is replaced when it dies. Questions it had not answered are asked again, first in
 * halves and at last one by one, so that a question that kills the engine is found in a few crashes and fails alone.
 */
export class SupervisedModel implements AdaptableModel {
	readonly #name: string;
	readonly #engine: ReplaceableEngine;
	readonly #queues = new Map<number, AnswerQueue>();
	#batches = 0;
	readonly #turns = new Turns();

	private constructor(file: string, settings: EngineSettings, options: SupervisedOptions) {
		const { onDecoded, adapters = [], patience = {} } = options;
		this.#name = basename(file);
		const events: EngineEvents = {
			answered: (batch, answers) => this.#queues.get(batch)?.add(answers),
			decoded: (tokens, busyMs) => onDecoded?.(tokens, busyMs),
			measured: () => {},
			quantised: () => {},
			downloaded: () => {},
		};
		this.#engine = new ReplaceableEngine({ file, settings, adapters, events, patience });
	}

	/** Throws Problem: the file's, or "engine" when the process cannot be started. */
	static async open(
		file: string,
		settings: EngineSettings,
		options: SupervisedOptions,
		signal?: AbortSignal,
	): Promise<SupervisedModel> {
		const model = new SupervisedModel(file, settings, options);
		try {
			if (signal?.aborted || !(await model.#engine.ready(signal))) throw cancelled();
			return model;
		} catch (error) {
			await model.close();
			throw signal?.aborted ? cancelled() : error;
		}
	}

	get description(): ModelDescription {
		return this.#engine.description;
	}

	/** How often the engine died and was replaced. */
	get crashes(): number {
		return this.#engine.crashes;
	}

	get processId(): number | undefined {
		return this.#engine.processId;
	}

	answer(questions: readonly Question[], signal?: AbortSignal): AsyncGenerator<Answered> {
		return this.#turns.take(() => this.#answer(questions, signal));
	}

	adapt(scales: readonly number[]): Promise<void> {
		return this.#turns.alone(() => this.#engine.adapt(scales));
	}

	/** Ends the process within a second. Answers under way end without the rest. */
	async close(): Promise<void> {
		for (const queue of this.#queues.values()) queue.end();
		await this.#engine.close();
	}

	async *#answer(questions: readonly Question[], signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		const groups: number[][] = questions.length > 0 ? [[...questions.keys()]] : [];
		const crashes = new Map<number, number>();
		let givenUp = 0;
		for (let group = groups.shift(); group && !signal?.aborted && !this.#engine.isClosed; group = groups.shift()) {
			const left = new Set(group);
			try {
				for await (const { index, outcome } of this.#ask(
					group.map((i) => questions[i] as Question),
					signal,
				)) {
					const question = group[index] as number;
					if (left.delete(question)) yield { index: question, outcome };
					this.#engine.succeeded();
					givenUp = 0;
				}
			} catch (error) {
				if (!(error instanceof EngineDied)) throw error;
				if (this.#engine.isClosed || signal?.aborted) return;
				const rest = [...left];
				const [first] = rest;
				if (first === undefined) continue;
				if (rest.length > 1) {
					const half = Math.ceil(rest.length / 2);
					groups.unshift(rest.slice(0, half), rest.slice(half));
				} else {
					const count = (crashes.get(first) ?? 0) + 1;
					crashes.set(first, count);
					if (count < CRASHES_PER_QUESTION) groups.unshift(rest);
					else if (++givenUp === GIVEN_UP_IN_A_ROW) throw this.#dies(error);
					else yield { index: first, outcome: crashed(error) };
				}
			}
		}
	}

	/** Asks one group of the engine as it is now; throws EngineDied when it dies before the last answer. */
	async *#ask(questions: readonly Question[], signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		const child = await this.#engine.ready(signal);
		if (!child || signal?.aborted) return;
		const batch = ++this.#batches;
		const queue = new AnswerQueue();
		const stop = () => queue.end();
		let isFinished = false;
		this.#queues.set(batch, queue);
		signal?.addEventListener("abort", stop, { once: true });
		child.rpc.answer(batch, questions).then(
			() => {
				isFinished = true;
				queue.end();
			},
			(error) => queue.end(error),
		);
		try {
			yield* queue;
		} finally {
			signal?.removeEventListener("abort", stop);
			this.#queues.delete(batch);
			// Nobody listens any more: the engine ends after the decode under way.
			if (!isFinished && !child.rpc.$closed) void child.rpc.cancel.asEvent(batch);
		}
	}

	#dies({ how }: EngineDied): Problem {
		return new Problem(
			"engine",
			`The engine died on every one of the last ${GIVEN_UP_IN_A_ROW} questions to ${this.#name} (${how}).`,
			"Check the model with `palimpsest models inspect`, and the memory that is free.",
		);
	}
}

function cancelled(): Problem {
	return new Problem("cancelled", "Loading the model was cancelled.", "");
}

function crashed({ signal, how }: EngineDied): Failure {
	const why = signal === "SIGKILL" ? "the system killed it; memory may have run out" : how;
	const message = `The engine died on this question ${CRASHES_PER_QUESTION} times (${why}); the run went on without it.`;
	return { kind: "failure", code: "engine", message };
}
