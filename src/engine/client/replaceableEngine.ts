import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { ModelDescription } from "../../core/model/languageModel.ts";
import type { EngineEvents, EngineSettings } from "../../protocol/engine.ts";
import { checkScales } from "../adaptableModel.ts";
import { BackOff } from "./backOff.ts";
import { EngineChild, EngineDied } from "./engineChild.ts";
import { orThrow } from "./refusal.ts";
import { untilAborted } from "./untilAborted.ts";

/** Starts in a row that may fail before the engine is given up. */
const STARTS = 3;
/** Far above what was ever measured: the longest an engine's event loop was busy is under a second per megabyte of text. */
const SILENCE_MS = 30_000;

/** How long to bear with an engine that fails. */
export interface Patience {
	/** Milliseconds before a restart: after the first failure in a row, the second and so on. */
	readonly delays?: readonly number[];
	/** Milliseconds without a sign of life after which an engine is killed. */
	readonly silenceMs?: number;
}

export interface EnginePlan {
	readonly file: string;
	readonly settings: EngineSettings;
	/** LoRA adapters laid over the weights, in this order. */
	readonly adapters: readonly AdapterSpec[];
	readonly events: EngineEvents;
	readonly patience: Patience;
}

/** An engine process with its model, replaced by another of its kind when it dies. */
export class ReplaceableEngine {
	readonly #plan: EnginePlan;
	readonly #backOff: BackOff;
	/** With the scales that hold now: a replacement begins with them. */
	#adapters: readonly AdapterSpec[];
	#child: EngineChild | undefined;
	#loading: Promise<EngineChild> | undefined;
	#description: ModelDescription | undefined;
	#crashes = 0;
	readonly #closing = new AbortController();

	constructor(plan: EnginePlan) {
		this.#plan = plan;
		this.#adapters = plan.adapters;
		this.#backOff = new BackOff(plan.patience.delays);
	}

	/** What the model says of itself; known once it was loaded. */
	get description(): ModelDescription {
		if (!this.#description) throw new Error("the model is not open");
		return this.#description;
	}

	get processId(): number | undefined {
		return this.#child?.processId;
	}

	/** How often it died with the model loaded and was replaced. */
	get crashes(): number {
		return this.#crashes;
	}

	get isClosed(): boolean {
		return this.#closing.signal.aborted;
	}

	/** It has shown that it can answer: the next restart need not wait. */
	succeeded(): void {
		this.#backOff.succeeded();
	}

	/**
	 * The engine with its model loaded, a new one where the last has died. Undefined as soon as the signal is aborted;
	 * loading then goes on for whoever asks next. Throws Problem, and EngineDied once closed.
	 */
	async ready(signal?: AbortSignal): Promise<EngineChild | undefined> {
		if (!this.#loading && this.#child && !this.#child.rpc.$closed) return this.#child;
		if (!this.#loading) {
			if (this.#child) this.#died();
			this.#loading = this.#load().finally(() => {
				this.#loading = undefined;
			});
		}
		return untilAborted(this.#loading, signal);
	}

	/** Throws Problem("input") for scales that do not fit the adapters. */
	async adapt(scales: readonly number[]): Promise<void> {
		await this.#loading?.catch(() => {});
		const before = this.#adapters;
		checkScales(before, scales);
		this.#adapters = before.map((adapter, i) => ({ ...adapter, scale: scales[i] as number }));
		// A dead engine's replacement loads with the new scales.
		if (!this.#child || this.#child.rpc.$closed) return;
		try {
			orThrow(await this.#child.rpc.adapt(scales));
		} catch (error) {
			if (error instanceof EngineDied) return;
			this.#adapters = before;
			throw error;
		}
	}

	/** Ends the process within a second, and a restart at once. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.#child?.close();
		await this.#loading?.catch(() => {});
	}

	#died(): void {
		this.#crashes++;
		this.#backOff.failed();
	}

	/** Loads the model into a new process, or the next when that dies on the way. */
	async #load(): Promise<EngineChild> {
		const { file, events, patience } = this.#plan;
		for (let attempt = 1; ; attempt++) {
			await this.#backOff.wait(this.#closing.signal);
			if (this.isClosed) throw new EngineDied(null, null, "closed");
			const child = new EngineChild(events, patience.silenceMs ?? SILENCE_MS);
			this.#child = child;
			try {
				this.#description = orThrow(await child.rpc.open(file, this.#settingsNow(), this.#adapters));
				return child;
			} catch (error) {
				// One that refused holds no model and must not be asked.
				this.#child = undefined;
				await child.close();
				if (!(error instanceof EngineDied) || this.isClosed) throw error;
				this.#backOff.failed();
				if (attempt === STARTS) throw this.#doesNotLoad(error);
			}
		}
	}

	/** "auto" chooses once: a replacement that fell back to the other engine would go on with other numbers. */
	#settingsNow(): EngineSettings {
		const engine = this.#description?.engine;
		const { settings } = this.#plan;
		return engine === "llama" || engine === "bindings" ? { ...settings, engine } : settings;
	}

	#doesNotLoad({ signal, how }: EngineDied): Problem {
		const name = basename(this.#plan.file);
		if (signal !== null && signal !== "SIGKILL") {
			return new Problem(
				"input",
				`Loading ${name} crashed llama.cpp (${how}).`,
				"The file may be damaged: download it again. If it is sound, memory has run out: close other programs.",
			);
		}
		if (signal === "SIGKILL") {
			return new Problem(
				"engine",
				`The system killed the engine while it loaded ${name}: memory may have run out.`,
				"Close other programs, or choose a smaller model.",
			);
		}
		return new Problem("engine", `The engine ended while it loaded ${name} (${how}).`, "Run `palimpsest doctor`.");
	}
}
