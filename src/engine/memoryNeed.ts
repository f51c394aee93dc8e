import type { EngineSettings } from "../protocol/engine.ts";
import type { MemoryNeed } from "./memoryCheck.ts";

/** A tensor as a file's header describes it. */
export interface TensorFacts {
	readonly name: string;
	readonly bytes: number;
	/** Rows of its matrix: the width of what it gives. */
	readonly rows: number;
}

/** What a header says that decides how much memory a model takes. */
export interface HeaderFacts {
	/** Of all parts. */
	readonly tensors: readonly TensorFacts[];
	readonly vocabulary: number;
	/** Tokens of the context that will be made. */
	readonly context: number;
	/** A number under the architecture's own prefix, e.g. "block_count". */
	number(key: string): number | undefined;
}

type NeedSettings = Pick<
	EngineSettings,
	"batch" | "cacheBytes" | "contextLength" | "flashAttention" | "gpu" | "kvType" | "numericMode"
>;

/** Rows of intermediate results alive at once besides the largest, in widths of the model and of its feed-forward. */
const WIDTHS = 8;
const FEED_FORWARDS = 2;
/** Instead of a layer's number. */
const OUTSIDE = -1;

/**
 * What a model will take in memory under these settings. Weights are exact; keys and values are those of a full context
 * in every layer, which is too much for layers that look back less far.
 */
export function memoryNeed(header: HeaderFacts, settings: NeedSettings): MemoryNeed {
	const { tensors, vocabulary, context } = header;
	const { batch, flashAttention, gpu } = settings;
	const numberBytes = settings.kvType === "F32" ? 4 : 2;
	// By the tensors that are there: a damaged header can count thousands of millions of layers.
	const blocks = Map.groupBy(tensors, ({ name }) => Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? OUTSIDE));
	const outside = blocks.get(OUTSIDE) ?? [];
	blocks.delete(OUTSIDE);
	const layers = [...blocks]
		.sort(([a], [b]) => a - b)
		.map(([, own]) => ({ weights: sumOf(own), cache: context * numberBytes * cacheWidth(header, own) }));
	const { embeddings = [], others = [] } = Object.groupBy(outside, ({ name }) =>
		name.startsWith("token_embd.") ? "embeddings" : "others",
	);
	// A model without an output of its own multiplies by its embeddings; on a GPU they lie there a second time.
	const isTied = !others.some(({ name }) => name === "output.weight");
	// Attention's scores of every head, which flash attention does without, and its mask.
	const attention = context * (1 + (flashAttention ? 0 : positive(header.number("attention.head_count"))));
	const widths = WIDTHS * positive(header.number("embedding_length"));
	const forwards = FEED_FORWARDS * positive(header.number("feed_forward_length"));
	const need: MemoryNeed = {
		layers,
		output: sumOf(others) + (isTied && gpu !== "cpu" ? sumOf(embeddings) : 0),
		rest: sumOf(embeddings),
		compute: 4 * batch * (Math.max(vocabulary, attention) + widths + forwards),
		logits: 2 * 4 * vocabulary * batch,
	};
	if (settings.numericMode === "throughput") return withCache(need, settings.cacheBytes);
	if (settings.contextLength === 0) return need;
	const bytes = cacheOf(need) + (attention > vocabulary ? 4 * batch * attention : 0);
	return { ...need, context: { tokens: context, bytes } };
}

/** Numbers that a layer keeps of one token: its keys and values. */
function cacheWidth(header: HeaderFacts, layer: readonly TensorFacts[]): number {
	const rows = (name: string) => layer.find((tensor) => tensor.name.endsWith(`.${name}.weight`))?.rows;
	const [keys, values] = [rows("attn_k"), rows("attn_v")];
	if (keys !== undefined && values !== undefined) return keys + values;
	// Keys and values in one matrix with the queries, or none at all.
	const heads = positive(header.number("attention.head_count"));
	if (heads === 0) return 0;
	const width = positive(header.number("embedding_length")) / heads;
	const perHead = (header.number("attention.key_length") ?? width) + (header.number("attention.value_length") ?? width);
	return positive(header.number("attention.head_count_kv") ?? heads) * positive(perHead);
}

/** Packed questions share caches of so many bytes in all; one question must fit in any case. */
function withCache(need: MemoryNeed, bytes: number): MemoryNeed {
	const cache = cacheOf(need);
	const times = cache > 0 ? Math.max(1, bytes / cache) : 1;
	return { ...need, layers: need.layers.map((layer) => ({ ...layer, cache: layer.cache * times })) };
}

const cacheOf = ({ layers }: MemoryNeed): number => layers.reduce((sum, { cache }) => sum + cache, 0);
const sumOf = (tensors: readonly TensorFacts[]): number => tensors.reduce((sum, { bytes }) => sum + bytes, 0);
const positive = (value: number | undefined): number => Math.max(0, value ?? 0);
