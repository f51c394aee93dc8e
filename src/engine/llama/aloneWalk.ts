import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import type { PreparedGenerate, PreparedScore } from "../questions/prepared.ts";
import { cutsOf } from "./cuts.ts";
import { Decoder } from "./decoder.ts";
import { generate } from "./generate.ts";
import { Kernel } from "./kernel/kernel.ts";
import type { NativeModel } from "./nativeModel.ts";
import { PrefixCache } from "./prefixCache.ts";
import { type WalkTools, walkScores } from "./scoreWalker.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { Walk } from "./walk.ts";

/** "deterministic": one question after the other in one sequence, every answer as if its question were asked alone. */
export class AloneWalk implements Walk {
	readonly #tokenizer: Tokenizer;
	#tools: WalkTools;

	private constructor(tokenizer: Tokenizer, tools: WalkTools) {
		this.#tokenizer = tokenizer;
		this.#tools = tools;
	}

	/** Throws Problem when there is no memory for the context, or the library is not ours. */
	static async open(
		model: NativeModel,
		settings: EngineSettings,
		tokenizer: Tokenizer,
		onDecoded: OnDecoded,
	): Promise<AloneWalk> {
		const contextLength = model.contextLength(settings);
		const batch = Math.min(settings.batch, contextLength);
		const decoder = await Decoder.open(model, settings, { contextLength, batch }, onDecoded);
		const kernel = await Kernel.load(batch, tokenizer.size);
		return new AloneWalk(tokenizer, { decoder, kernel, cache: new PrefixCache(decoder, await cutsOf(decoder)) });
	}

	scores(items: readonly PreparedScore[], signal?: AbortSignal) {
		return walkScores(items, this.#with(signal));
	}

	async *continuations(items: readonly PreparedGenerate[], signal?: AbortSignal) {
		for (const item of items) {
			if (signal?.aborted) return;
			const outcome = await generate(item, this.#tokenizer, this.#with(signal));
			if (outcome) yield { index: item.index, outcome };
		}
	}

	forget(): void {
		this.#tools.cache.doubt();
	}

	async adapt(): Promise<void> {
		const { decoder } = this.#tools;
		decoder.adapt();
		// With an adapter there are products of other sizes, which may be cut in other places.
		this.#tools = { ...this.#tools, cache: new PrefixCache(decoder, await cutsOf(decoder)) };
	}

	close(): void {
		this.#tools.decoder.close();
	}

	#with(signal: AbortSignal | undefined): WalkTools {
		return signal ? { ...this.#tools, signal } : this.#tools;
	}
}
