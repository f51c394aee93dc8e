import { type Rows, toDeviceBatch } from "../batches.ts";
import type { Descent } from "../descent.ts";
import { type Device, fromHost, jit, type Params, scalar, toHost, tree, valueAndGrad } from "../jax.ts";
import { llama } from "../llama.ts";
import { nll, npo, sequenceLogp } from "../losses.ts";
import type { ModelShape } from "../modelShape.ts";
import { perShape } from "../perShape.ts";
import { toDevice, type Weights } from "../weights.ts";

/** What a batch is to become: more likely, less likely, or less likely than the starting model finds it. */
export type Objective = "learn" | "ascend" | { readonly npo: number };

/**
 * The loss of a batch in nats per token and the gradient of its objective. `starting` is what negative preference
 * optimisation compares with. What is returned does not consume the parameters.
 */
export function objectiveDescent(
	shape: ModelShape,
	starting: Weights,
): (params: Params, rows: Rows, objective: Objective) => Promise<Descent> {
	const frozen = toDevice(starting);
	const likelihood = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((params: Params, tokens: Device, targets: Device, count: Device, sign: Device) => {
			const objective = (p: Params): [Device, Device] => {
				const loss = nll(sequenceLogp(forward(p, tokens), targets, batch), count);
				return [loss.ref.mul(sign), loss];
			};
			const [[value, loss], gradient] = valueAndGrad(objective, { hasAux: true })(params);
			value.dispose();
			return { loss, gradient };
		});
	});
	const score = perShape((batch) => {
		const forward = llama(shape, batch);
		return jit((p: Params, tokens: Device, targets: Device) => sequenceLogp(forward(p, tokens), targets, batch));
	});
	const perBeta = new Map<number, ReturnType<typeof preference>>();
	const preference = (beta: number) =>
		perShape((batch) => {
			const forward = llama(shape, batch);
			return jit((p: Params, before: Device, tokens: Device, targets: Device, count: Device) => {
				const objective = (q: Params): [Device, Device] => {
					const logp = sequenceLogp(forward(q, tokens), targets, batch);
					return [npo(logp.ref, before, count.ref, beta), nll(logp, count)];
				};
				const [[value, loss], gradient] = valueAndGrad(objective, { hasAux: true })(p);
				value.dispose();
				return { loss, gradient };
			});
		});

	return async (params, rows, objective) => {
		const { tokens, targets, count } = toDeviceBatch(rows);
		if (typeof objective === "string") {
			const sign = scalar(objective === "learn" ? 1 : -1);
			return likelihood(rows.shape)(tree.ref(params), tokens, targets, count, sign);
		}
		const before = await toHost(score(rows.shape)(tree.ref(frozen), tokens.ref, targets.ref));
		const programs = perBeta.get(objective.npo) ?? preference(objective.npo);
		perBeta.set(objective.npo, programs);
		return programs(rows.shape)(tree.ref(params), fromHost(before, [rows.shape.rows]), tokens, targets, count);
	};
}
