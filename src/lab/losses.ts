// The losses of training and unlearning, as mathematics. Every function consumes its
// arguments. Targets are token ids [rows * columns] with PADDING where nothing is predicted,
// and padding drops out of every sum by itself. To add a loss, write one function here.
import { type Device, nn, np } from "./jax.ts";
import type { BatchShape } from "./llama.ts";

/** The target of a position that predicts nothing. */
export const PADDING = -1;

/** log p(target) at each position [rows * columns], in nats; 0 where the target is PADDING. */
export function tokenLogp(logits: Device, targets: Device): Device {
	const [positions, vocab] = logits.shape as [number, number];
	const hit = np.equal(targets.reshape([positions, 1]), np.arange(vocab).astype(np.int32).reshape([1, vocab]));
	return nn.logSoftmax(logits, -1).mul(hit.astype(np.float32)).sum(-1);
}

/** log p of each sequence [rows], in nats. */
export function sequenceLogp(logits: Device, targets: Device, batch: BatchShape): Device {
	return tokenLogp(logits, targets).reshape([batch.rows, batch.columns]).sum(-1);
}

/** Mean negative log-likelihood per token, in nats. `count` is the number of predicted tokens. */
export function nll(logp: Device, count: Device): Device {
	return logp.sum().mul(-1).div(count);
}

/**
 * Gradient difference (Liu, Liu and Stone 2022): climbs the loss of the forget rows while it
 * descends that of the retain rows.
 */
export function gradientDifference(forgetNll: Device, retainNll: Device, retainWeight: number): Device {
	return retainNll.mul(retainWeight).sub(forgetNll);
}

/**
 * Negative preference optimisation (Zhang et al. 2024, equation 3), per token:
 * 2/beta * softplus(beta * (log p - log p of the starting model)), summed over sequences.
 * As beta goes to 0 its gradient becomes gradient ascent; a larger beta stops pushing sooner.
 */
export function npo(logp: Device, startingLogp: Device, count: Device, beta: number): Device {
	return nn
		.softplus(logp.sub(startingLogp).mul(beta))
		.sum()
		.mul(2 / beta)
		.div(count);
}
