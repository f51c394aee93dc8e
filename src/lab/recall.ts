import { buckets, type Example, inOrder, toDeviceBatch } from "./batches.ts";
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
	const score = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((params: Params, tokens: Device, targets: Device) => {
			const logits = forward(params, tokens);
			return { choice: np.argmax(logits.ref, -1), logp: tokenLogp(logits, targets) };
		});
	});

	return async (params) => {
		const out: Recall[] = [];
		for (const batch of batches) {
			const { tokens, targets, count } = toDeviceBatch(batch);
			count.dispose();
			const result = score(batch.shape)(tree.ref(params), tokens, targets);
			const [choice, logp] = [await toHost(result.choice), await toHost(result.logp)];
			const row = (all: Float32Array, at: number) =>
				all.subarray(at * batch.shape.columns, (at + 1) * batch.shape.columns);
			out.push(...batch.examples.map((e, at) => judge(e, row(choice, at), row(logp, at), prefix)));
		}
		return out;
	};
}

/** Position t predicts id t + 1; the last prediction, end-of-text, is not part of the text. */
function judge(example: Example, choice: Float32Array, logp: Float32Array, prefix: number): Recall {
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
