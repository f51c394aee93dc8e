import type { EngineSettings, OnDecoded } from "../../../protocol/engine.ts";
import { Decoder } from "../decoder.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { NativeModel } from "../nativeModel.ts";
import { PackedDecoder } from "./packedDecoder.ts";
import { forgetAll, type PackedTools } from "./packedTools.ts";
import type { Packing } from "./packing.ts";
import { Trunk } from "./trunk.ts";

/** Questions packed together, at most. One more sequence holds what they share. */
const SEQUENCES = 64;
/** llama.cpp makes memories in multiples of so many tokens. */
const STEP = 256;

export interface PackedContextOptions {
	readonly model: NativeModel;
	readonly settings: EngineSettings;
	readonly kernel: Kernel;
	readonly onDecoded: OnDecoded;
	/** How score questions share batches. */
	readonly packing: Packing;
	/** Tokens whose keys and values the budget holds, in all sequences together. */
	readonly affordable: number;
}

/** Questions to be packed. */
export interface Load {
	readonly count: number;
	/** Tokens of the longest, what is written of it included. */
	readonly longest: number;
}

/**
 * A context of many sequences, made when the first questions come, and again when longer or many more do: the shorter
 * they are, the more sequences the budget holds.
 */
export class PackedContext {
	readonly #options: PackedContextOptions;
	#tools: PackedTools | undefined;

	constructor(options: PackedContextOptions) {
		this.#options = options;
	}

	/** What these questions are worked on with. Throws Problem when there is no memory for it. */
	async tools({ count, longest }: Load, signal: AbortSignal | undefined): Promise<PackedTools> {
		const { model, settings, kernel, onDecoded, packing, affordable } = this.#options;
		const contextLength = Math.ceil(Math.max(1, longest) / STEP) * STEP;
		// One always, whatever the budget: a question must fit in any case.
		const useful = 2 ** Math.ceil(Math.log2(Math.max(1, count)));
		const sequences = Math.max(1, Math.min(SEQUENCES, useful, Math.floor(affordable / contextLength) - 1));
		const open = this.#tools?.packed;
		// Half as many will do: making a context takes as long as dozens of decodes.
		if (!(open && open.decoder.contextLength >= contextLength && open.sequences * 2 >= sequences)) {
			this.close();
			const purpose = { contextLength, batch: settings.batch, sequences: sequences + 1 };
			const decoder = await Decoder.open(model, settings, purpose, onDecoded);
			this.#tools = { packed: new PackedDecoder(decoder), trunk: new Trunk(), kernel, packing };
		}
		const tools = this.#tools as PackedTools;
		return signal ? { ...tools, signal } : tools;
	}

	forget(): void {
		if (this.#tools) forgetAll(this.#tools);
	}

	/** After the model's adapters got other scales. */
	adapt(): void {
		this.#tools?.packed.decoder.adapt();
		this.forget();
	}

	close(): void {
		this.#tools?.packed.decoder.close();
		this.#tools = undefined;
	}
}
