import { totalmem } from "node:os";
import type { LanguageModel } from "../core/model/languageModel.ts";
import { modelBytes } from "../engine/client/modelBytes.ts";
import type { OnDecoded } from "../protocol/engine.ts";
import type { EnginePort } from "./enginePort.ts";

/** Weights are mapped as they are; the cache, the logits and the process itself come on top. */
const OVERHEAD = 1.1;
const OVERHEAD_BYTES = 256 * 1024 * 1024;
/** Of all memory, what models may take: the rest belongs to the editor and the system. */
const SHARE = 0.6;

/** What an engine is opened on: one engine a file, whatever roles it plays. */
export interface ModelFile {
	/** Absolute path. */
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
	readonly #onDecoded: OnDecoded;
	readonly #budget: number;
	/** In order of use, the latest last. */
	readonly #residents = new Map<string, Resident>();

	readonly #signal: AbortSignal;

	/** `signal` cancels loading; `budget` in bytes. */
	constructor(port: EnginePort, onDecoded: OnDecoded, signal: AbortSignal, budget: number = totalmem() * SHARE) {
		this.#port = port;
		this.#onDecoded = onDecoded;
		this.#signal = signal;
		this.#budget = budget;
	}

	/** Whether all of these can be open at once. */
	async fit(models: readonly ModelFile[]): Promise<boolean> {
		const sizes = await Promise.all([...new Map(models.map((model) => [model.file, model])).values()].map(bytesOf));
		return sizes.reduce((sum, bytes) => sum + bytes, 0) <= this.#budget;
	}

	/** Whether the model is open. */
	has({ file }: ModelFile): boolean {
		return this.#residents.has(file);
	}

	/** Lends the model for as long as `work` takes, opening it first when needed. */
	async *lend<T>(wanted: ModelFile, work: (model: LanguageModel) => AsyncIterable<T>): AsyncGenerator<T, void, void> {
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
		await Promise.all([...this.#residents.keys()].map((file) => this.#close(file)));
	}

	async #open(wanted: ModelFile): Promise<Resident> {
		const bytes = await bytesOf(wanted);
		const open = this.#residents.get(wanted.file);
		if (open) {
			this.#residents.delete(wanted.file);
			this.#residents.set(wanted.file, open);
			return open;
		}
		await this.#makeRoom(bytes);
		const model = this.#port.open(wanted.file, this.#onDecoded, this.#signal);
		const resident = { model, bytes, users: 0 };
		this.#residents.set(wanted.file, resident);
		model.catch(() => this.#residents.delete(wanted.file));
		return resident;
	}

	/** One model always may, however large: whether it fits is for the engine to find out and to say. */
	async #makeRoom(bytes: number): Promise<void> {
		for (const [file, { users }] of this.#residents) {
			const taken = [...this.#residents.values()].reduce((sum, resident) => sum + resident.bytes, 0);
			if (taken + bytes <= this.#budget) return;
			if (users === 0) await this.#close(file);
		}
	}

	async #close(file: string): Promise<void> {
		const resident = this.#residents.get(file);
		this.#residents.delete(file);
		const model = await resident?.model.catch(() => undefined);
		await model?.close();
	}
}

async function bytesOf({ file }: ModelFile): Promise<number> {
	return (await modelBytes(file)) * OVERHEAD + OVERHEAD_BYTES;
}
