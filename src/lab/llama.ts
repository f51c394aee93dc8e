import { type Device, fromHost, nn, np, type Params } from "./jax.ts";
import type { ModelShape } from "./modelShape.ts";

/** Token rows of one compiled program: `rows` sequences padded to `columns` tokens each. */
export interface BatchShape {
	readonly rows: number;
	readonly columns: number;
}

/** Consumes `params` and `tokens` ([rows * columns] int32); returns logits [rows * columns, vocab]. */
export type Forward = (params: Params, tokens: Device) => Device;

/** Rotation tables and the causal mask. The trace captures them, so every use is `.ref`. */
interface Constants {
	readonly cos: Device; // [1, columns, 1, half]
	readonly sin: Device;
	readonly mask: Device; // [1, 1, columns, columns], 0 for the past and -1e9 for the future
}

/**
 * The forward pass of a tiny Llama for one batch shape: RMSNorm, rotary positions, SwiGLU,
 * tied embeddings (Touvron et al. 2023). Parameters are keyed by GGUF tensor name, so export
 * is a loop. Records that also carry `<tensor>.lora_a` and `.lora_b` run with that adapter,
 * whose low-rank path is scaled by `loraScale` (alpha / rank).
 */
export function llama(shape: ModelShape, batch: BatchShape, loraScale = 0): Forward {
	const { width, layers, heads, epsilon } = shape;
	const { rows, columns } = batch;
	const headWidth = width / heads;
	const half = headWidth / 2;
	const constants = buildConstants(shape, columns);

	const rmsNorm = (x: Device, weight: Device) => {
		const meanSquare = np.mean(x.ref.mul(x.ref), -1, { keepdims: true });
		return x.div(np.sqrt(meanSquare.add(epsilon))).mul(weight);
	};

	/** y = x Wᵀ, plus the low-rank path when the record carries an adapter for W. */
	const linear = (params: Params, name: string, x: Device) => {
		const weight = params[name] as Device;
		const a = params[`${name}.lora_a`];
		const b = params[`${name}.lora_b`];
		if (!a || !b) return np.matmul(x, weight.transpose());
		const low = np.matmul(np.matmul(x.ref, a.transpose()), b.transpose());
		return np.matmul(x, weight.transpose()).add(low.mul(loraScale));
	};

	/** Rotates neighbours (2i, 2i+1), the layout llama.cpp uses for architecture "llama". */
	const rotate = (x: Device) => {
		const [even, odd] = np.split(x.reshape([rows, columns, heads, half, 2]), 2, 4) as [Device, Device];
		const a = even.reshape([rows, columns, heads, half]);
		const b = odd.reshape([rows, columns, heads, half]);
		const first = a.ref.mul(constants.cos.ref).sub(b.ref.mul(constants.sin.ref));
		const second = a.mul(constants.sin.ref).add(b.mul(constants.cos.ref));
		return np.stack([first, second], -1).reshape([rows, columns, heads, headWidth]);
	};

	const attend = (params: Params, block: string, x: Device) => {
		const perHead = (y: Device) => y.reshape([rows, columns, heads, headWidth]);
		const q = rotate(perHead(linear(params, `${block}.attn_q.weight`, x.ref))).transpose([0, 2, 1, 3]);
		const k = rotate(perHead(linear(params, `${block}.attn_k.weight`, x.ref))).transpose([0, 2, 3, 1]);
		const v = perHead(linear(params, `${block}.attn_v.weight`, x)).transpose([0, 2, 1, 3]);
		const scores = np
			.matmul(q, k)
			.mul(1 / Math.sqrt(headWidth))
			.add(constants.mask.ref);
		const mixed = np.matmul(nn.softmax(scores, -1), v).transpose([0, 2, 1, 3]);
		return linear(params, `${block}.attn_output.weight`, mixed.reshape([rows * columns, width]));
	};

	const feedForward = (params: Params, block: string, x: Device) => {
		const gate = nn.silu(linear(params, `${block}.ffn_gate.weight`, x.ref));
		return linear(params, `${block}.ffn_down.weight`, gate.mul(linear(params, `${block}.ffn_up.weight`, x)));
	};

	return (params, tokens) => {
		const embedding = params["token_embd.weight"] as Device;
		const norm = (name: string) => params[name] as Device;
		let x = embedding.ref.slice(tokens).reshape([rows * columns, width]);
		for (let layer = 0; layer < layers; layer++) {
			const block = `blk.${layer}`;
			x = x.ref.add(attend(params, block, rmsNorm(x, norm(`${block}.attn_norm.weight`))));
			x = x.ref.add(feedForward(params, block, rmsNorm(x, norm(`${block}.ffn_norm.weight`))));
		}
		return np.matmul(rmsNorm(x, norm("output_norm.weight")), embedding.transpose());
	};
}

function buildConstants(shape: ModelShape, columns: number): Constants {
	const headWidth = shape.width / shape.heads;
	const half = headWidth / 2;
	const angle = (k: number) => Math.floor(k / half) * shape.ropeBase ** ((-2 * (k % half)) / headWidth);
	const table = (f: (x: number) => number) =>
		fromHost(
			Float32Array.from({ length: columns * half }, (_, k) => f(angle(k))),
			[1, columns, 1, half],
		);
	const isFuture = (k: number) => k % columns > Math.floor(k / columns);
	const mask = Float32Array.from({ length: columns * columns }, (_, k) => (isFuture(k) ? -1e9 : 0));
	return { cos: table(Math.cos), sin: table(Math.sin), mask: fromHost(mask, [1, 1, columns, columns]) };
}
