import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Failure } from "../../core/model/answer.ts";
import type { Answered, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { EngineEvents, EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import { type AdaptableModel, checkScales } from "../adaptableModel.ts";
import { Turns } from "../questions/turns.ts";
import { AnswerQueue } from "./answerQueue.ts";
import { EngineChild, EngineDied } from "./engineChild.ts";
import { orThrow } from "./refusal.ts";

/** Crashes on one question, asked alone, after which it is given up. */
const CRASHES_PER_QUESTION = 3;
/** Starts in a row that may fail, and questions in a row that may be given up, before the engine itself is. */
const STARTS = 3;
const GIVEN_UP_IN_A_ROW = 5;

export interface SupervisedOptions {
	/** At most 20 calls a second. */
	readonly onDecoded?: OnDecoded;
	/** LoRA adapters laid over the weights, in this order. */
	readonly adapters?: readonly AdapterSpec[];
}

/**
 * A model in an engine process that is replaced when it dies. Questions it had not answered are asked again, first in
 * halves and at last one by one, so that a question that kills the engine is found in a few crashes and fails alone.
 */
export class SupervisedModel implements AdaptableModel {
	readonly #file: string;
	readonly #settings: EngineSettings;
	readonly #events: EngineEvents;
	/** With the scales that hold now: a replacement begins with them. */
	#adapters: readonly AdapterSpec[];
	readonly #queues = new Map<number, AnswerQueue>();
	#child: EngineChild;
	#description: ModelDescription | undefined;
	#batches = 0;
	#crashes = 0;
	readonly #turns = new Turns();
	#closed = false;

	private constructor(file: string, settings: EngineSettings, { onDecoded, adapters = [] }: SupervisedOptions) {
		this.#file = file;
		this.#adapters = adapters;
		this.#settings = settings;
		this.#events = {
			answered: (batch, answers) => this.#queues.get(batch)?.add(answers),
			decoded: (tokens, busyMs) => onDecoded?.(tokens, busyMs),
			measured: () => {},
			quantised: () => {},
			downloaded: () => {},
		};
		this.#child = new EngineChild(this.#events);
	}

	/** Throws Problem: the file's, or "engine" when the process cannot be started. */
	static async open(
		file: string,
		settings: EngineSettings,
		options: SupervisedOptions,
		signal?: AbortSignal,
	): Promise<SupervisedModel> {
		const model = new SupervisedModel(file, settings, options);
		const cancel = () => void model.close();
		signal?.addEventListener("abort", cancel, { once: true });
		try {
			if (signal?.aborted) throw cancelled();
			await model.#load();
			return model;
		} catch (error) {
			await model.close();
			throw signal?.aborted ? cancelled() : error;
		} finally {
			signal?.removeEventListener("abort", cancel);
		}
	}

	get description(): ModelDescription {
		if (!this.#description) throw new Error("the model is not open");
		return this.#description;
	}

	/** How often the engine died and was replaced. */
	get crashes(): number {
		return this.#crashes;
	}

	get processId(): number | undefined {
		return this.#child.processId;
	}

	answer(questions: readonly Question[], signal?: AbortSignal): AsyncGenerator<Answered> {
		return this.#turns.take(() => this.#answer(questions, signal));
	}

	adapt(scales: readonly number[]): Promise<void> {
		return this.#turns.alone(async () => {
			const before = this.#adapters;
			checkScales(before, scales);
			this.#adapters = before.map((adapter, i) => ({ ...adapter, scale: scales[i] as number }));
			// A dead engine's replacement loads with the new scales.
			if (this.#child.rpc.$closed) return;
			try {
				orThrow(await this.#child.rpc.adapt(scales));
			} catch (error) {
				if (error instanceof EngineDied) return;
				this.#adapters = before;
				throw error;
			}
		});
	}

	/** Ends the process within a second. Answers under way end without the rest. */
	async close(): Promise<void> {
		this.#closed = true;
		for (const queue of this.#queues.values()) queue.end();
		await this.#child.close();
	}

	async *#answer(questions: readonly Question[], signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		const groups: number[][] = questions.length > 0 ? [[...questions.keys()]] : [];
		const crashes = new Map<number, number>();
		let givenUp = 0;
		for (let group = groups.shift(); group && !signal?.aborted && !this.#closed; group = groups.shift()) {
			const left = new Set(group);
			try {
				for await (const { index, outcome } of this.#ask(
					group.map((i) => questions[i] as Question),
					signal,
				)) {
					const question = group[index] as number;
					if (left.delete(question)) yield { index: question, outcome };
					givenUp = 0;
				}
			} catch (error) {
				if (!(error instanceof EngineDied)) throw error;
				if (this.#closed || signal?.aborted) return;
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
		if (this.#child.rpc.$closed) await this.#restart();
		const child = this.#child;
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

	async #restart(): Promise<void> {
		if (this.#closed) throw new EngineDied(null, null, "closed");
		this.#crashes++;
		this.#child = new EngineChild(this.#events);
		await this.#load();
	}

	/** Loads the model into the current process, or the next when that dies on the way. */
	async #load(): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			try {
				this.#description = orThrow(await this.#child.rpc.open(this.#file, this.#settingsNow(), this.#adapters));
				return;
			} catch (error) {
				if (!(error instanceof EngineDied) || this.#closed) throw error;
				if (attempt === STARTS) throw this.#doesNotLoad(error);
				this.#child = new EngineChild(this.#events);
			}
		}
	}

	/** "auto" chooses once: a replacement that fell back to the other engine would go on with other numbers. */
	#settingsNow(): EngineSettings {
		const engine = this.#description?.engine;
		return engine === "llama" || engine === "bindings" ? { ...this.#settings, engine } : this.#settings;
	}

	#doesNotLoad({ signal, how }: EngineDied): Problem {
		const name = basename(this.#file);
		if (signal !== null && signal !== "SIGKILL") {
			return new Problem(
				"input",
				`Loading ${name} crashed llama.cpp (${how}).`,
				"The file may be damaged: download it again.",
			);
		}
		const remedy = signal === "SIGKILL" ? "Memory may have run out: close other programs." : "Run `palimpsest doctor`.";
		return new Problem("engine", `The engine ended while it loaded ${name} (${how}).`, remedy);
	}

	#dies({ how }: EngineDied): Problem {
		return new Problem(
			"engine",
			`The engine died on every one of the last ${GIVEN_UP_IN_A_ROW} questions to ${basename(this.#file)} (${how}).`,
			"Check the model with `palimpsest models inspect`, and the memory that is free.",
		);
	}
}

function cancelled(): Problem {
	return new Problem("cancelled", "Loading the model was cancelled.", "");
}

function crashed({ how }: EngineDied): Failure {
	const message = `The engine died on this question ${CRASHES_PER_QUESTION} times (${how}); the run went on without it.`;
	return { kind: "failure", code: "engine", message };
}
