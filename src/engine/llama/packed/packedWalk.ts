import { basename } from "node:path";
import type { EngineSettings, OnDecoded } from "../../../protocol/engine.ts";
import type { PreparedGenerate, PreparedScore } from "../../questions/prepared.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { NativeModel } from "../nativeModel.ts";
import type { Tokenizer } from "../tokenizer.ts";
import type { Walk } from "../walk.ts";
import { PackedContext } from "./packedContext.ts";
import { packedContinuations } from "./packedContinuations.ts";
import { packedScores } from "./packedScores.ts";
import { fullPacking } from "./packing.ts";
import { tokenBytes } from "./tokenBytes.ts";

/** "throughput": many questions in shared batches. Numbers depend a little on the company a question keeps. */
export class PackedWalk implements Walk {
	readonly #tokenizer: Tokenizer;
	/** For whole texts, under the attention that the settings name. */
	readonly #scoring: PackedContext;
	/** For a token of each sequence at a time, where flash attention takes a third less time, and bits are free anyway. */
	readonly #writing: PackedContext;

	private constructor(tokenizer: Tokenizer, scoring: PackedContext, writing: PackedContext) {
		this.#tokenizer = tokenizer;
		this.#scoring = scoring;
		this.#writing = writing;
	}

	static async open(
		model: NativeModel,
		settings: EngineSettings,
		tokenizer: Tokenizer,
		onDecoded: OnDecoded,
	): Promise<PackedWalk> {
		const kernel = await Kernel.load(settings.batch, tokenizer.size, basename(model.file));
		// Each has half of the budget.
		const affordable = Math.floor(settings.cacheBytes / 2 / (await tokenBytes(model, settings)));
		const context = { model, settings, kernel, onDecoded, packing: fullPacking, affordable };
		const scoring = new PackedContext(context);
		const writing = new PackedContext({ ...context, settings: { ...settings, flashAttention: true } });
		return new PackedWalk(tokenizer, scoring, writing);
	}

	async *scores(items: readonly PreparedScore[], signal?: AbortSignal) {
		if (items.length === 0) return;
		const longest = items.reduce((most, { length }) => Math.max(most, length), 0);
		yield* packedScores(items, await this.#scoring.tools({ count: items.length, longest }, signal));
	}

	async *continuations(items: readonly PreparedGenerate[], signal?: AbortSignal) {
		if (items.length === 0) return;
		const longest = items.reduce((most, { tokens, question }) => Math.max(most, tokens.length + question.maxTokens), 0);
		yield* packedContinuations(
			items,
			this.#tokenizer,
			await this.#writing.tools({ count: items.length, longest }, signal),
		);
	}

	forget(): void {
		this.#scoring.forget();
		this.#writing.forget();
	}

	async adapt(): Promise<void> {
		this.#scoring.adapt();
		this.#writing.adapt();
	}

	close(): void {
		this.#scoring.close();
		this.#writing.close();
	}
}
