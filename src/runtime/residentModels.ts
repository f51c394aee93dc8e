import { stat } from "node:fs/promises";
import { totalmem } from "node:os";
import type { LanguageModel } from "../core/model/languageModel.ts";
import type { EnginePort } from "./enginePort.ts";

/** Weights are mapped as they are; the cache, the logits and the process itself come on top. */
const OVERHEAD = 1.1;
const OVERHEAD_BYTES = 256 * 1024 * 1024;
/** Of all memory, what models may take: the rest belongs to the editor and the system. */
const SHARE = 0.6;

/** A model file as the audit knows it. */
export interface ResidentKey {
	/** Equal keys share one engine. */
	readonly key: string;
	readonly file: string;
}

interface Resident {
	readonly model: Promise<LanguageModel>;
	readonly bytes: number;
	/** How many are asking it right now. */
	users: number;
}

/** Models that are open, as many as fit: opening one more closes those used longest ago. */
export class ResidentModels {
	readonly #port: EnginePort;
	readonly #onDecoded: (tokens: number) => void;
	readonly #budget: number;
	/** In order of use, the latest last. */
	readonly #residents = new Map<string, Resident>();

	constructor(port: EnginePort, onDecoded: (tokens: number) => void, budget: number = totalmem() * SHARE) {
		this.#port = port;
		this.#onDecoded = onDecoded;
		this.#budget = budget;
	}

	/** Whether all of these can be open at once. */
	async fit(models: readonly ResidentKey[]): Promise<boolean> {
		const sizes = await Promise.all([...new Map(models.map((model) => [model.key, model])).values()].map(bytesOf));
		return sizes.reduce((sum, bytes) => sum + bytes, 0) <= this.#budget;
	}

	/** Whether the model is open. */
	has({ key }: ResidentKey): boolean {
		return this.#residents.has(key);
	}

	/** Lends the model for as long as `work` takes, opening it first when needed. */
	async *lend<T>(wanted: ResidentKey, work: (model: LanguageModel) => AsyncIterable<T>): AsyncGenerator<T, void, void> {
		const resident = await this.#open(wanted);
		resident.users++;
		try {
			yield* work(await resident.model);
		} finally {
			resident.users--;
		}
	}

	/** Closes every model. */
	async close(): Promise<void> {
		await Promise.all([...this.#residents.keys()].map((key) => this.#close(key)));
	}

	async #open(wanted: ResidentKey): Promise<Resident> {
		const bytes = await bytesOf(wanted);
		const open = this.#residents.get(wanted.key);
		if (open) {
			this.#residents.delete(wanted.key);
			this.#residents.set(wanted.key, open);
			return open;
		}
		await this.#makeRoom(bytes);
		const model = this.#port.open(wanted.file, this.#onDecoded);
		const resident = { model, bytes, users: 0 };
		this.#residents.set(wanted.key, resident);
		model.catch(() => this.#residents.delete(wanted.key));
		return resident;
	}

	/** One model always may, however large: whether it fits is for the engine to find out and to say. */
	async #makeRoom(bytes: number): Promise<void> {
		for (const [key, { users }] of this.#residents) {
			const taken = [...this.#residents.values()].reduce((sum, resident) => sum + resident.bytes, 0);
			if (taken + bytes <= this.#budget) return;
			if (users === 0) await this.#close(key);
		}
	}

	async #close(key: string): Promise<void> {
		const resident = this.#residents.get(key);
		this.#residents.delete(key);
		const model = await resident?.model.catch(() => undefined);
		await model?.close();
	}
}

async function bytesOf({ file }: ResidentKey): Promise<number> {
	return (await stat(file)).size * OVERHEAD + OVERHEAD_BYTES;
}
