import { totalmem } from "node:os";
import type { EngineChoices, ModelSpec } from "../core/audit/request.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";
import { modelBytes } from "../engine/client/modelBytes.ts";
import type { OnDecoded } from "../protocol/engine.ts";
import type { EnginePort, OpenedModel } from "./enginePort.ts";

/** Weights are mapped as they are; the cache, the logits and the process itself come on top. */
const OVERHEAD = 1.1;
const OVERHEAD_BYTES = 256 * 1024 * 1024;
/** Of all memory, what models may take: the rest belongs to the editor and the system. */
const SHARE = 0.6;

interface Resident {
	readonly model: Promise<OpenedModel>;
	readonly bytes: number;
	/** Of its adapters, as they are now. */
	scales: readonly number[];
	/** How many are asking it right now. */
	users: number;
	/** Those who wait until nobody does. */
	waiting: (() => void)[];
}

export interface ResidentOptions {
	readonly choices: EngineChoices;
	readonly onDecoded: OnDecoded;
	/** Cancels loading. */
	readonly signal: AbortSignal;
	/** Bytes that models may take. */
	readonly budget?: number | undefined;
}

/**
 * Models that are open, as many as fit: opening one more closes those used longest ago. A file under the same adapters
 * is open once, and gets other scales when nobody asks it under the old ones.
 */
export class ResidentModels {
	readonly #port: EnginePort;
	readonly #choices: EngineChoices;
	readonly #onDecoded: OnDecoded;
	readonly #budget: number;
	/** In order of use, the latest last. */
	readonly #residents = new Map<string, Resident>();

	readonly #signal: AbortSignal;

	constructor(port: EnginePort, { choices, onDecoded, signal, budget = totalmem() * SHARE }: ResidentOptions) {
		this.#port = port;
		this.#choices = choices;
		this.#onDecoded = onDecoded;
		this.#signal = signal;
		this.#budget = budget;
	}

	/** Whether all of these can be open at once. */
	async fit(models: readonly ModelSpec[]): Promise<boolean> {
		const sizes = await Promise.all([...new Map(models.map((model) => [keyOf(model), model])).values()].map(bytesOf));
		return sizes.reduce((sum, bytes) => sum + bytes, 0) <= this.#budget;
	}

	/** Whether the model is open. */
	has(model: ModelSpec): boolean {
		return this.#residents.has(keyOf(model));
	}

	/** Lends the model for as long as `work` takes, opening it first when needed. */
	async *lend<T>(wanted: ModelSpec, work: (model: LanguageModel) => AsyncIterable<T>): AsyncGenerator<T, void, void> {
		const resident = await this.#open(wanted);
		await use(resident, scalesOf(wanted));
		try {
			yield* work(await resident.model);
		} finally {
			resident.users--;
			if (resident.users === 0) for (const go of resident.waiting.splice(0)) go();
		}
	}

	/** Closes a model that will not be asked again, unless somebody asks it now. */
	async release(model: ModelSpec): Promise<void> {
		const key = keyOf(model);
		if (this.#residents.get(key)?.users === 0) await this.#close(key);
	}

	/** Closes every model. */
	async close(): Promise<void> {
		await Promise.all([...this.#residents.keys()].map((key) => this.#close(key)));
	}

	async #open(wanted: ModelSpec): Promise<Resident> {
		const bytes = await bytesOf(wanted);
		const key = keyOf(wanted);
		const open = this.#residents.get(key);
		if (open) {
			this.#residents.delete(key);
			this.#residents.set(key, open);
			return open;
		}
		await this.#makeRoom(bytes);
		const model = this.#port.open(wanted, this.#choices, this.#onDecoded, this.#signal);
		const resident = { model, bytes, scales: scalesOf(wanted), users: 0, waiting: [] };
		this.#residents.set(key, resident);
		model.catch(() => this.#residents.delete(key));
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

/** Registers a user as soon as the model has these scales and nobody needs others. */
async function use(resident: Resident, scales: readonly number[]): Promise<void> {
	while (resident.users > 0 && !isSame(resident.scales, scales)) {
		await new Promise<void>((go) => resident.waiting.push(go));
	}
	resident.users++;
	if (isSame(resident.scales, scales)) return;
	resident.scales = scales;
	try {
		await (await resident.model).adapt(scales);
	} catch (error) {
		resident.users--;
		throw error;
	}
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((scale, i) => scale === b[i]);
const scalesOf = ({ adapters = [] }: ModelSpec): readonly number[] => adapters.map(({ scale }) => scale);
const keyOf = ({ file, adapters = [] }: ModelSpec): string =>
	JSON.stringify([file, ...adapters.map((adapter) => adapter.file)]);

async function bytesOf({ file, adapters = [] }: ModelSpec): Promise<number> {
	const sizes = await Promise.all([file, ...adapters.map((adapter) => adapter.file)].map((each) => modelBytes(each)));
	return sizes.reduce((sum, bytes) => sum + bytes, 0) * OVERHEAD + OVERHEAD_BYTES;
}
