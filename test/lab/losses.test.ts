import { describe, expect, it } from "vitest";
import { fromHost, grad, type Params, scalar, toHost, toNumber, tree } from "../../src/lab/jax.ts";
import { llama } from "../../src/lab/llama.ts";
import { gradientDifference, nll, npo, PADDING, sequenceLogp, tokenLogp } from "../../src/lab/losses.ts";
import { Rng } from "../../src/lab/rng.ts";
import { initialWeights, toDevice, type Weights } from "../../src/lab/weights.ts";
import { tinyShape } from "./tinyModel.ts";

// Two positions over three ids: softmax of [0, 0, 0] and of [ln 2, 0, 0].
const logits = () => fromHost(Float32Array.from([0, 0, 0, Math.LN2, 0, 0]), [2, 3]);
const targets = (...ids: number[]) => fromHost(Int32Array.from(ids), [ids.length]);

describe("losses", () => {
	it("reads log p of the target and ignores padding", async () => {
		const logp = await toHost(tokenLogp(logits(), targets(1, 0)));
		expect(logp[0]).toBeCloseTo(Math.log(1 / 3), 6);
		expect(logp[1]).toBeCloseTo(Math.log(1 / 2), 6);
		expect([...(await toHost(tokenLogp(logits(), targets(PADDING, PADDING))))].map(Math.abs)).toEqual([0, 0]);
	});

	it("sums over each sequence", async () => {
		const [logp] = await toHost(sequenceLogp(logits(), targets(1, 0), { rows: 1, columns: 2 }));
		expect(logp).toBeCloseTo(Math.log(1 / 6), 6);
	});

	it("averages the negative log-likelihood over predicted tokens", async () => {
		const loss = nll(fromHost(Float32Array.from([-6, -2]), [2]), scalar(4));
		expect(await toNumber(loss)).toBeCloseTo(2, 6);
	});

	it("subtracts the forget loss in gradient difference", async () => {
		expect(await toNumber(gradientDifference(scalar(3), scalar(2), 0.5))).toBeCloseTo(-2, 6);
	});

	it("computes negative preference optimisation", async () => {
		// log ratios -10 and 0 at beta 0.1: 2/0.1 * (ln(1 + e^-1) + ln 2) / 5 tokens
		const loss = npo(
			fromHost(Float32Array.from([-30, -5]), [2]),
			fromHost(Float32Array.from([-20, -5]), [2]),
			scalar(5),
			0.1,
		);
		expect(await toNumber(loss)).toBeCloseTo((20 * (Math.log1p(Math.exp(-1)) + Math.LN2)) / 5, 5);
	});
});

describe("the gradient of the model", () => {
	const batch = { rows: 2, columns: 8 };
	const rng = new Rng(4);
	const ids = (shift: number) => Int32Array.from({ length: 16 }, (_, i) => (i * 7 + shift) % tinyShape.vocab);
	const forward = llama(tinyShape, batch);
	const loss = (params: Params) =>
		nll(sequenceLogp(forward(params, fromHost(ids(0), [16])), fromHost(ids(3), [16]), batch), scalar(16));

	// Wide enough weights that the loss is curved, so that an error would show.
	const weights: Weights = Object.fromEntries(
		Object.entries(initialWeights(tinyShape, 2)).map(([name, { shape, data }]) => [
			name,
			{ shape, data: data.map((x) => (shape.length === 1 ? x : x * 8)) },
		]),
	);

	it.each(Object.keys(weights))("agrees with finite differences along %s", async (name) => {
		const { shape, data } = weights[name]!;
		const direction = data.map(() => rng.normal());
		const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
		const at = (step: number) => {
			const moved = data.map((x, i) => x + (step * direction[i]!) / length);
			return toNumber(loss(toDevice({ ...weights, [name]: { shape, data: moved } })));
		};
		const step = 0.02;
		const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
		const gradient = grad(loss)(toDevice(weights)) as Params;
		const analytic = (await toHost(gradient[name]!.ref)).reduce((sum, g, i) => sum + (g * direction[i]!) / length, 0);
		tree.dispose(gradient);
		expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 + 0.02 * Math.abs(numeric));
	});
});
