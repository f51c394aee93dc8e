import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import type { PreparedGenerate, PreparedScore } from "../questions/prepared.ts";
import { cutsOf } from "./cuts.ts";
import { Decoder } from "./decoder.ts";
import { generate } from "./generate.ts";
import { Kernel } from "./kernel/kernel.ts";
import type { NativeModel } from "./nativeModel.ts";
import { isPackingExact } from "./packed/isPackingExact.ts";
import { PackedContext } from "./packed/packedContext.ts";
import type { PackedDecoder } from "./packed/packedDecoder.ts";
import { packedScores } from "./packed/packedScores.ts";
import type { PackedTools } from "./packed/packedTools.ts";
import { evenPacking } from "./packed/packing.ts";
import { sharing } from "./packed/sharing.ts";
import { tokenBytes } from "./packed/tokenBytes.ts";
import { PrefixCache } from "./prefixCache.ts";
import { type WalkTools, walkScores } from "./scoreWalker.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { Walk } from "./walk.ts";

/** Of the memory that is free, what packing may take: nobody asked for it. */
const SHARE = 0.25;

/**
 * "deterministic": every answer as if its question were asked alone. Questions are worked on one after the other in one
 * sequence; where a batch computes several sequences each as if it were alone, those that begin alike share batches.
 */
export class AloneWalk implements Walk {
	readonly #tokenizer: Tokenizer;
	/** Absent where batches may only be cut as a question alone would cut them. */
	readonly #packing: PackedContext | undefined;
	/** What was found out of each context that was made for packing. */
	readonly #exact = new WeakMap<PackedDecoder, boolean>();
	#tools: WalkTools;

	private constructor(tokenizer: Tokenizer, tools: WalkTools, packing: PackedContext | undefined) {
		this.#tokenizer = tokenizer;
		this.#tools = tools;
		this.#packing = packing;
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
		// First what needs no closing should the rest fail.
		const kernel = await Kernel.load(batch, tokenizer.size, basename(model.file));
		const decoder = await Decoder.open(model, settings, { contextLength, batch }, onDecoded);
		const cuts = await cutsOf(decoder);
		const bytes = Math.min(settings.cacheBytes, process.availableMemory() * SHARE);
		const affordable = Math.floor(bytes / (await tokenBytes(model, settings)));
		const context = { model, settings: { ...settings, batch }, kernel, onDecoded, packing: evenPacking, affordable };
		const packing = cuts.grain === 1 ? new PackedContext(context) : undefined;
		return new AloneWalk(tokenizer, { decoder, kernel, cache: new PrefixCache(decoder, cuts) }, packing);
	}

	async *scores(items: readonly PreparedScore[], signal?: AbortSignal) {
		const kin = this.#packing ? sharing(items) : [];
		const tools = kin.length > 0 ? await this.#packed(kin, signal) : undefined;
		const packed = new Set(tools ? kin : []);
		yield* walkScores(
			items.filter((item) => !packed.has(item)),
			this.#with(signal),
		);
		if (tools && !signal?.aborted) yield* packedScores([...packed], tools);
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
		this.#packing?.forget();
	}

	async adapt(): Promise<void> {
		const { decoder } = this.#tools;
		decoder.adapt();
		// With an adapter there are products of other sizes, which may be cut in other places.
		this.#tools = { ...this.#tools, cache: new PrefixCache(decoder, await cutsOf(decoder)) };
		this.#packing?.close();
	}

	close(): void {
		this.#packing?.close();
		this.#tools.decoder.close();
	}

	/** What questions that begin alike are packed with; nothing when there is no memory for it, or the bits would be others. */
	async #packed(items: readonly PreparedScore[], signal: AbortSignal | undefined): Promise<PackedTools | undefined> {
		const { decoder, cache } = this.#tools;
		// One more than the longest, for what fills up a batch.
		const longest = items.reduce((most, { length }) => Math.max(most, length), 0) + 1;
		try {
			const tools = await this.#packing?.tools({ count: items.length, longest }, signal);
			if (!tools || tools.packed.sequences < 2) return undefined;
			let isExact = this.#exact.get(tools.packed);
			if (isExact === undefined) {
				isExact = await isPackingExact(decoder, tools);
				this.#exact.set(tools.packed, isExact);
				cache.doubt();
			}
			return isExact ? tools : undefined;
		} catch (error) {
			if (error instanceof Problem) return undefined;
			throw error;
		}
	}

	#with(signal: AbortSignal | undefined): WalkTools {
		return signal ? { ...this.#tools, signal } : this.#tools;
	}
}
