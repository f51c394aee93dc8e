import type { Document, SetName } from "../corpus/document.ts";
import { canonical } from "../model/address.ts";
import type { Outcome } from "../model/answer.ts";
import type { Question } from "../model/question.ts";
import type { Probe, ProbeResult, ProbeRun } from "../probes/probe.ts";
import { Forecast } from "./forecast.ts";

/** A document under audit and what its probes have returned so far, by probe id. */
export interface Slot {
	readonly document: Document;
	readonly set: SetName;
	readonly order: number;
	readonly results: Map<string, ProbeResult>;
	/** Probe ids in registry order. */
	readonly probes: readonly string[];
}

interface Coroutine {
	readonly probe: Probe;
	readonly run: ProbeRun;
	readonly slot: Slot;
	/** Keys of the stage it waits for, in the order it asked. */
	stage: readonly string[];
	/** Outcomes of that stage so far: held here, because the board drops answers when their document is done. */
	collected: Map<string, Outcome>;
	missing: number;
	/** Questions it was the first to ask. */
	asked: number;
}

/**
 * Who waits for what. Coroutines register the questions of their stage; an answer goes to everybody who asked, and
 * whoever has a whole stage goes on at once. Answers are dropped when the document that first needed them is done.
 */
export class Board {
	readonly slots: Slot[] = [];
	/** Distinct questions asked and answered so far. */
	known = 0;
	answered = 0;
	readonly #forecast = new Forecast();

	readonly #keys = new Map<string, "asked" | "answered">();
	readonly #outcomes = new Map<string, Outcome>();
	readonly #waiting = new Map<string, Coroutine[]>();
	readonly #queues: { key: string; question: Question }[][] = [];
	readonly #owned: string[][] = [];
	readonly #finished: Slot[] = [];
	#addresses = new Map<Question, string>();

	/** Adds a document and starts its probes. */
	open(document: Document, set: SetName, probes: readonly { readonly probe: Probe; readonly run: ProbeRun }[]): void {
		const order = this.slots.length;
		const slot: Slot = { document, set, order, results: new Map(), probes: probes.map((p) => p.probe.id) };
		this.slots.push(slot);
		this.#queues.push([]);
		this.#owned.push([]);
		if (probes.length === 0) this.#finished.push(slot);
		for (const { probe, run } of probes)
			this.#begin({ probe, run, slot, stage: [], collected: new Map(), missing: 0, asked: 0 });
	}

	/** Distinct questions there will have been in the end, as far as can be told; never less than `known`. */
	get expected(): number {
		return Math.max(this.known, this.#forecast.total);
	}

	/** The next questions to ask, those of earlier documents first. */
	takeWave(size: number): readonly Question[] {
		const wave: Question[] = [];
		this.#addresses = new Map();
		for (const queue of this.#queues) {
			for (const { key, question } of queue.splice(0, size - wave.length)) {
				wave.push(question);
				this.#addresses.set(question, key);
			}
			if (wave.length >= size) break;
		}
		return wave;
	}

	/** Documents whose probes have all returned since the last call. */
	takeFinished(): readonly Slot[] {
		return this.#finished.splice(0).sort((a, b) => a.order - b.order);
	}

	/** Hands an outcome to everybody who waits for it; false when it was answered before. */
	deliver(question: Question, outcome: Outcome): boolean {
		const key = this.#addresses.get(question);
		if (key === undefined || this.#outcomes.has(key) || !this.#waiting.has(key)) return false;
		if (this.#keys.get(key) === "asked") this.answered++;
		this.#keys.set(key, "answered");
		this.#outcomes.set(key, outcome);
		const waiting = this.#waiting.get(key) ?? [];
		this.#waiting.delete(key);
		for (const coroutine of waiting) {
			coroutine.collected.set(key, outcome);
			coroutine.missing--;
			if (coroutine.missing === 0) this.#advance(coroutine, this.#collect(coroutine));
		}
		return true;
	}

	#begin(coroutine: Coroutine): void {
		this.#forecast.begin(kindOf(coroutine));
		this.#advance(coroutine, []);
	}

	#collect(coroutine: Coroutine): readonly Outcome[] {
		return coroutine.stage.flatMap((key) => coroutine.collected.get(key) ?? []);
	}

	/** Runs a coroutine until it needs an answer nobody has yet, or returns. */
	#advance(coroutine: Coroutine, outcomes: readonly Outcome[]): void {
		let handed = outcomes;
		for (;;) {
			const step = coroutine.run.next(handed);
			if (step.done) {
				this.#finish(coroutine, step.value);
				return;
			}
			this.#register(coroutine, step.value);
			if (coroutine.missing > 0) return;
			handed = this.#collect(coroutine);
		}
	}

	#register(coroutine: Coroutine, questions: readonly Question[]): void {
		const { order } = coroutine.slot;
		const stage = questions.map((question) => `${question.role} ${canonical(question)}`);
		coroutine.stage = stage;
		coroutine.collected = new Map();
		coroutine.missing = 0;
		// A probe may ask the same twice in one stage.
		for (const [key, question] of new Map(questions.map((question, i) => [stage[i] as string, question]))) {
			const had = this.#outcomes.get(key);
			if (had) {
				coroutine.collected.set(key, had);
				continue;
			}
			coroutine.missing++;
			const waiting = this.#waiting.get(key);
			if (waiting) {
				waiting.push(coroutine);
				continue;
			}
			this.#waiting.set(key, [coroutine]);
			this.#queues[order]?.push({ key, question });
			this.#owned[order]?.push(key);
			if (!this.#keys.has(key)) {
				this.#keys.set(key, "asked");
				this.known++;
				coroutine.asked++;
				this.#forecast.asked(kindOf(coroutine), 1);
			}
		}
	}

	#finish(coroutine: Coroutine, result: ProbeResult): void {
		const { slot, probe } = coroutine;
		this.#forecast.returned(kindOf(coroutine), coroutine.asked);
		slot.results.set(probe.id, result);
		if (slot.results.size < slot.probes.length) return;
		this.#finished.push(slot);
		// Later documents that ask the same are answered from the store; keeping every answer would hold the corpus.
		for (const key of this.#owned[slot.order]?.splice(0) ?? []) {
			if (!this.#waiting.has(key)) this.#outcomes.delete(key);
		}
	}
}

/** Coroutines of one kind ask about equally much. */
function kindOf({ probe, slot }: Coroutine): string {
	return `${probe.id} ${slot.set}`;
}
