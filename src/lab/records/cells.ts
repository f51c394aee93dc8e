import { BLOCK } from "../gguf/tensorTypes.ts";
import { jit, np, type Params, tree } from "../jax.ts";
import { type HostTensor, toDevice, type Weights } from "../weights.ts";

/** Share of a cell's half-width that may be used: the rest survives rounding to half floats. */
const MARGIN = 0.9;

/**
 * A projection into the cells of Q4_0: whatever training does, rounding to Q4_0 gives the starting model's weights.
 *
 * The scale of a block is its largest magnitude / -8, so that weight stays as it is, and every other one may move only
 * as far as it rounds to the same of 16 levels. Vectors and the embedding, which such files hold in finer types, stay.
 */
export function stayWithin(weights: Weights): (params: Params) => Params {
	const [lower, upper] = [toDevice(bounds(weights, -MARGIN)), toDevice(bounds(weights, MARGIN))];
	const clamp = jit((params: Params, low: Params, high: Params): Params => {
		const clamped = Object.entries(params).map(([name, x]) => {
			const [a, b] = [low[name], high[name]] as [typeof x, typeof x];
			return [name, np.minimum(np.maximum(x, a), b)] as const;
		});
		return Object.fromEntries(clamped);
	});
	return (params) => clamp(params, tree.ref(lower), tree.ref(upper));
}

function bounds(weights: Weights, reach: number): Weights {
	const isFree = (name: string, { shape }: HostTensor) => shape.length > 1 && name !== "token_embd.weight";
	return Object.fromEntries(
		Object.entries(weights).map(([name, tensor]) => [name, isFree(name, tensor) ? cellBounds(tensor, reach) : tensor]),
	);
}

/** One side of every weight's cell: its level's middle plus `reach` half-widths, or the weight where that lies beyond. */
export function cellBounds({ shape, data }: HostTensor, reach: number): HostTensor {
	const out = data.slice();
	for (let at = 0; at < data.length; at += BLOCK) {
		const block = data.subarray(at, at + BLOCK);
		const extreme = block.reduce((a, x) => (Math.abs(x) > Math.abs(a) ? x : a), 0);
		const step = Math.abs(extreme / 8);
		if (step === 0) continue;
		block.forEach((x, i) => {
			if (x === extreme) return;
			const level = Math.min(7, Math.max(-8, Math.round(x / (extreme / -8)))) * (extreme / -8);
			const side = level + (reach * step) / 2;
			out[at + i] =
				reach < 0 ? Math.min(x, Math.max(side, -Math.abs(extreme))) : Math.max(x, Math.min(side, Math.abs(extreme)));
		});
	}
	return { shape, data: out };
}
