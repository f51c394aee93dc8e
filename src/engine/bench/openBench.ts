import type { EngineSettings } from "../../protocol/engine.ts";
import { AloneWalk } from "../llama/aloneWalk.ts";
import { cutsOf } from "../llama/cuts.ts";
import { Decoder } from "../llama/decoder.ts";
import { Kernel } from "../llama/kernel/kernel.ts";
import { NativeModel } from "../llama/nativeModel.ts";
import { PrefixCache } from "../llama/prefixCache.ts";
import { Tokenizer } from "../llama/tokenizer.ts";
import type { Walk } from "../llama/walk.ts";
import type { PreparedScore } from "../questions/prepared.ts";

/** The engine's parts on one model, for measuring them one by one. */
export interface Bench {
	readonly decoder: Decoder;
	readonly kernel: Kernel;
	/** A memory that holds nothing yet. */
	readonly emptyCache: () => PrefixCache;
	/** The model as audits ask it, in contexts of its own. */
	readonly walk: () => Promise<Walk>;
	/** Tokens decoded so far. */
	readonly decoded: () => number;
	/** `count` made-up tokens, the same for the same seed. */
	readonly tokens: (count: number, seed: number) => number[];
	readonly close: () => void;
}

/** Tokens of a context: enough for every case here. */
const CONTEXT = 1024;

export async function openBench(file: string, settings: EngineSettings): Promise<Bench> {
	const model = await NativeModel.load(file, settings);
	let decoded = 0;
	const count = (tokens: number) => {
		decoded += tokens;
	};
	const decoder = await Decoder.open(model, settings, { contextLength: CONTEXT, batch: settings.batch }, count);
	const kernel = await Kernel.load(settings.batch, decoder.vocabularySize);
	const cuts = await cutsOf(decoder);
	return {
		decoder,
		kernel,
		emptyCache: () => new PrefixCache(decoder, cuts),
		walk: () => AloneWalk.open(model, { ...settings, contextLength: CONTEXT }, new Tokenizer(model), count),
		decoded: () => decoded,
		tokens: (count, seed) => madeUp(count, seed, decoder.vocabularySize),
		close: () => {
			decoder.close();
			model.close();
		},
	};
}

/** A linear congruential stream, its low bits dropped. */
function madeUp(count: number, seed: number, vocabularySize: number): number[] {
	let state = seed;
	return Array.from({ length: count }, () => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 8) % vocabularySize;
	});
}

/** A score question over given tokens, as the tokenizer would have prepared it: tokens from `mark` on are scored. */
export function preparedScore(index: number, tokens: readonly number[], mark: number, top: number): PreparedScore {
	const ids = Int32Array.from(tokens);
	const text = { ids, starts: ids.map((_, i) => i), ends: ids.map((_, i) => i + 1), exact: true };
	return {
		index,
		question: { kind: "score", role: "target", text: "", scoredFrom: mark, schemes: [], top },
		tokens: ids,
		text,
		offset: 0,
		firstScored: mark,
		length: ids.length - 1,
		firstRow: Math.max(0, mark - 1),
	};
}
