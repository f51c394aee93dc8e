import { type Rows, toDeviceBatch } from "./batches.ts";
import { type Device, jit, type Params, tree, valueAndGrad } from "./jax.ts";
import { llama } from "./llama.ts";
import { nll, sequenceLogp } from "./losses.ts";
import type { ModelShape } from "./modelShape.ts";
import { perShape } from "./perShape.ts";

/** A loss in nats per token and its gradient, by tensor. */
export interface Descent {
	readonly loss: Device;
	readonly gradient: Params;
}

/**
 * Likelihood training: the loss and gradient of a batch, compiled once per batch shape. What is
 * returned does not consume the parameters.
 */
export function likelihoodDescent(shape: ModelShape): (params: Params, batch: Rows) => Descent {
	const program = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((params: Params, tokens: Device, targets: Device, count: Device) => {
			const objective = (p: Params) => nll(sequenceLogp(forward(p, tokens), targets, batch), count);
			const [loss, gradient] = valueAndGrad(objective)(params);
			return { loss, gradient };
		});
	});
	return (params, batch) => {
		const { tokens, targets, count } = toDeviceBatch(batch);
		return program(batch.shape)(tree.ref(params), tokens, targets, count);
	};
}
