import { type Batch, toDeviceBatch } from "./batches.ts";
import { type Device, fromHost, jit, type Params, toHost, toNumber, tree, valueAndGrad } from "./jax.ts";
import { type BatchShape, llama } from "./llama.ts";
import { gradientDifference, nll, npo, sequenceLogp } from "./losses.ts";
import type { ModelShape } from "./modelShape.ts";
import { perShape } from "./perShape.ts";
import { toDevice, toWeights } from "./weights.ts";

/** Which loss makes a model forget; the formulas are in losses.ts. */
export type UnlearnMethod = { readonly kind: "npo"; readonly beta: number } | { readonly kind: "gradient-difference" };

export interface UnlearnDescent {
	/** Nats per token before the step. */
	readonly forgetLoss: number;
	readonly retainLoss: number;
	readonly gradient: Params;
}

/**
 * The gradient of an unlearning loss for a pair of batches. `starting` is the model before
 * unlearning, which negative preference optimisation compares with; it is not consumed.
 */
export async function unlearnDescent(
	shape: ModelShape,
	starting: Params,
	method: UnlearnMethod,
	retainWeight: number,
): Promise<(params: Params, forget: Batch, retain: Batch) => Promise<UnlearnDescent>> {
	const frozen = toDevice(await toWeights(starting));
	const score = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((p: Params, tokens: Device, targets: Device) => sequenceLogp(forward(p, tokens), targets, batch));
	});
	const program = perShape((forget) => perShape((retain) => compile(shape, forget, retain, method, retainWeight)));
	// Forget batches come back every round: their starting scores are computed once.
	const startingScores = new Map<Batch, Float32Array>();
	const startingLogp = async (batch: Batch) => {
		const known = startingScores.get(batch);
		if (known) return known;
		const { tokens, targets, count } = toDeviceBatch(batch);
		count.dispose();
		const fresh = await toHost(score(batch.shape)(tree.ref(frozen), tokens, targets));
		startingScores.set(batch, fresh);
		return fresh;
	};

	return async (params, forget, retain) => {
		const before = fromHost(await startingLogp(forget), [forget.shape.rows]);
		const [f, r] = [toDeviceBatch(forget), toDeviceBatch(retain)];
		const run = program(forget.shape)(retain.shape);
		const out = run(tree.ref(params), before, f.tokens, f.targets, f.count, r.tokens, r.targets, r.count);
		return {
			forgetLoss: await toNumber(out.forgetLoss),
			retainLoss: await toNumber(out.retainLoss),
			gradient: out.gradient,
		};
	};
}

function compile(shape: ModelShape, forget: BatchShape, retain: BatchShape, method: UnlearnMethod, weight: number) {
	const onForget = llama(shape, forget);
	const onRetain = llama(shape, retain);
	return jit((p: Params, before: Device, ft: Device, fy: Device, fn: Device, rt: Device, ry: Device, rn: Device) => {
		const objective = (q: Params): [Device, { forgetLoss: Device; retainLoss: Device }] => {
			// `q` feeds two forward passes, so the first one takes references.
			const forgetLogp = sequenceLogp(onForget(tree.ref(q), ft), fy, forget);
			const forgetLoss = nll(forgetLogp.ref, fn.ref);
			const retainLoss = nll(sequenceLogp(onRetain(q, rt), ry, retain), rn);
			const losses = { forgetLoss: forgetLoss.ref, retainLoss: retainLoss.ref };
			return [total(method, weight, { forgetLogp, forgetLoss, retainLoss, before, count: fn }), losses];
		};
		const [[value, losses], gradient] = valueAndGrad(objective, { hasAux: true })(p);
		value.dispose();
		return { ...losses, gradient };
	});
}

interface Terms {
	readonly forgetLogp: Device; // [rows]
	readonly forgetLoss: Device; // scalar
	readonly retainLoss: Device; // scalar
	readonly before: Device; // [rows], forgetLogp of the starting model
	readonly count: Device; // scalar, predicted tokens of the forget rows
}

/** Consumes every term. */
function total(method: UnlearnMethod, weight: number, terms: Terms): Device {
	const { forgetLogp, forgetLoss, retainLoss, before, count } = terms;
	switch (method.kind) {
		case "npo":
			forgetLoss.dispose();
			return npo(forgetLogp, before, count, method.beta).add(retainLoss.mul(weight));
		case "gradient-difference":
			for (const unused of [forgetLogp, before, count]) unused.dispose();
			return gradientDifference(forgetLoss, retainLoss, weight);
	}
}
