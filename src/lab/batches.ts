import { Problem } from "../core/audit/problem.ts";
import type { Bpe } from "./bpe.ts";
import { type Corpus, questionText } from "./corpus.ts";
import { type Device, fromHost, scalar } from "./jax.ts";
import type { BatchShape } from "./llama.ts";
import { PADDING } from "./losses.ts";
import type { ModelShape } from "./modelShape.ts";
import type { Rng } from "./rng.ts";

export type ExampleKind = "document" | "question";

/** Ids to read, of which those from index `from` (1 when left out) are to be predicted. */
export interface Sequence {
	readonly ids: readonly number[];
	readonly from?: number;
}

/** One training sequence: end-of-text, text, end-of-text. */
export interface Example extends Sequence {
	readonly kind: ExampleKind;
	/** File name of the document it is, or asks about. */
	readonly document: string;
}

/** What one step runs: at most `shape.rows` sequences, the rest is padding. */
export interface Rows {
	readonly shape: BatchShape;
	readonly examples: readonly Sequence[];
}

/** Examples of one kind and similar length, which share a compiled program. */
export interface Bucket {
	readonly kind: ExampleKind;
	readonly shape: BatchShape;
	readonly examples: readonly Example[];
}

/** Examples to run together; at most `shape.rows`, the rest is padding. */
export interface Batch extends Bucket {}

/** Inputs of one step on the device. */
export interface DeviceBatch {
	readonly tokens: Device; // [rows * columns] int32
	readonly targets: Device; // [rows * columns] int32, PADDING where nothing is predicted
	readonly count: Device; // number of predicted tokens
}

/** Rows of a full batch and the number of sequence lengths that are compiled, by kind. */
export type Layout = Readonly<Record<ExampleKind, { readonly rows: number; readonly lengths: number }>>;

/** For training: about 1,500 tokens a batch, and three lengths to save padding. */
const TRAINING: Layout = { document: { rows: 4, lengths: 3 }, question: { rows: 24, lengths: 1 } };

export function encodeCorpus(corpus: Corpus, tokenizer: Bpe): Example[] {
	const sequence = (text: string) => [tokenizer.endOfText, ...tokenizer.encode(text), tokenizer.endOfText];
	return [
		...corpus.documents.map((d): Example => ({ kind: "document", document: d.name, ids: sequence(d.text) })),
		...corpus.questions.map(
			(q): Example => ({ kind: "question", document: q.document, ids: sequence(questionText(q)) }),
		),
	];
}

/**
 * Sorts examples into few shapes. Every shape is compiled once and padding is computed like
 * text, so similar lengths go together and rows are chosen such that batches come out full.
 */
export function buckets(examples: readonly Example[], layout = TRAINING): Bucket[] {
	return (["document", "question"] as const).flatMap((kind) => {
		const sorted = examples.filter((e) => e.kind === kind).sort((a, b) => a.ids.length - b.ids.length);
		const { rows, lengths } = layout[kind];
		const size = Math.max(1, Math.ceil(sorted.length / lengths));
		const out: Bucket[] = [];
		for (let i = 0; i < sorted.length; i += size) out.push(bucket(kind, sorted.slice(i, i + size), rows));
		return out;
	});
}

function bucket(kind: ExampleKind, examples: readonly Example[], fullRows: number): Bucket {
	const longest = Math.max(...examples.map((e) => e.ids.length)) - 1;
	const columns = Math.ceil(longest / 4) * 4;
	const rows = Math.ceil(examples.length / Math.ceil(examples.length / fullRows));
	return { kind, shape: { rows, columns }, examples };
}

/** One pass over all examples: batches within each bucket, then batches of all buckets, in random order. */
export function epoch(all: readonly Bucket[], rng: Rng): Batch[] {
	return rng.shuffled(all.flatMap((b) => inOrder({ ...b, examples: rng.shuffled(b.examples) })));
}

/** Refuses sequences that the model cannot read whole. */
export function requireFit(examples: readonly Example[], shape: ModelShape): void {
	const tooLong = examples.find((e) => e.ids.length > shape.context);
	if (!tooLong) return;
	const { document, ids } = tooLong;
	throw new Problem(
		"input",
		`${document} has ${ids.length} tokens, but the model reads at most ${shape.context}.`,
		"Shorten or split it.",
	);
}

/** A bucket cut into batches. */
export function inOrder({ kind, shape, examples }: Bucket): Batch[] {
	const count = Math.ceil(examples.length / shape.rows);
	return Array.from({ length: count }, (_, i) => {
		return { kind, shape, examples: examples.slice(i * shape.rows, (i + 1) * shape.rows) };
	});
}

export function toDeviceBatch({ shape, examples }: Rows): DeviceBatch {
	const { rows, columns } = shape;
	const tokens = new Int32Array(rows * columns);
	const targets = new Int32Array(rows * columns).fill(PADDING);
	let count = 0;
	examples.forEach(({ ids, from = 1 }, row) => {
		tokens.set(ids.slice(0, -1), row * columns);
		targets.set(ids.slice(from), row * columns + from - 1);
		count += ids.length - from;
	});
	const size = [rows * columns];
	return { tokens: fromHost(tokens, size), targets: fromHost(targets, size), count: scalar(count) };
}
