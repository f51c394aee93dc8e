import { buckets, type Example, inOrder, type Rows, toDeviceBatch } from "./batches.ts";
import { type Device, jit, np, type Params, toHost, tree } from "./jax.ts";
import { llama } from "./llama.ts";
import { tokenLogp } from "./losses.ts";
import type { ModelShape } from "./modelShape.ts";
import { perShape } from "./perShape.ts";

/** How a model remembers one training sequence. */
export interface Recall {
	readonly example: Example;
	/** Tokens judged by `meanLogp`. */
	readonly tokens: number;
	/** Mean log p of all tokens after the first, end-of-text excluded, in nats. */
	readonly meanLogp: number;
	/** Whether greedy decoding from the prefix reproduces every later token of the text. */
	readonly exact: boolean;
}

/** What a model makes of one sequence: position t is about id t + 1. */
export interface Forced {
	/** The id that greedy decoding would take. */
	readonly choice: Float32Array;
	/** log p of the true id, in nats; 0 where nothing is to be predicted. */
	readonly logp: Float32Array;
}

/** Ids given before decoding begins, the beginning of text included. */
export const PREFIX_TOKENS = 32;

export type MeasureRecall = (params: Params) => Promise<Recall[]>;

/**
 * Verbatim recall by teacher forcing, without generating. Greedy decoding reproduces a text
 * exactly when, fed the true text, the first choice is the true token at every position; one
 * forward pass per batch replaces one per token. Programs are compiled once and reused; the
 * parameters are not consumed.
 */
export function measureRecall(shape: ModelShape, examples: readonly Example[], prefix = PREFIX_TOKENS): MeasureRecall {
	const batches = buckets(examples).flatMap(inOrder);
	const force = forceTruth(shape);
	return async (params) => {
		const out: Recall[] = [];
		for (const batch of batches) {
			const forced = await force(params, batch);
			out.push(...batch.examples.map((e, at) => judge(e, forced[at] as Forced, prefix)));
		}
		return out;
	};
}

/** Feeds a batch its own text, one forward pass for all positions; does not consume the parameters. */
export function forceTruth(shape: ModelShape): (params: Params, rows: Rows) => Promise<Forced[]> {
	const score = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((params: Params, tokens: Device, targets: Device) => {
			const logits = forward(params, tokens);
			return { choice: np.argmax(logits.ref, -1), logp: tokenLogp(logits, targets) };
		});
	});
	return async (params, batch) => {
		const { tokens, targets, count } = toDeviceBatch(batch);
		count.dispose();
		const result = score(batch.shape)(tree.ref(params), tokens, targets);
		const [choice, logp] = [await toHost(result.choice), await toHost(result.logp)];
		const row = (all: Float32Array, at: number) =>
			all.subarray(at * batch.shape.columns, (at + 1) * batch.shape.columns);
		return batch.examples.map((_, at) => ({ choice: row(choice, at), logp: row(logp, at) }));
	};
}

/** Position t predicts id t + 1; the last prediction, end-of-text, is not part of the text. */
function judge(example: Example, { choice, logp }: Forced, prefix: number): Recall {
	const predicted = example.ids.length - 2;
	let exact = true;
	let sum = 0;
	for (let t = 0; t < predicted; t++) {
		sum += logp[t] as number;
		if (t + 1 >= prefix && choice[t] !== example.ids[t + 1]) exact = false;
	}
	return { example, tokens: predicted, meanLogp: sum / predicted, exact };
}

/** Share of sequences recalled exactly; 0 for none. */
export function exactShare(recalls: readonly Recall[]): number {
	return recalls.length === 0 ? 0 : recalls.filter((r) => r.exact).length / recalls.length;
}
