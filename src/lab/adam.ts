import { type Device, jit, np, type Params, scalar, tree } from "./jax.ts";
import { toDevice, toWeights, type Weights, zerosLike } from "./weights.ts";

const BETA1 = 0.9;
/** Runs are short: a faster second moment than the usual 0.999. */
const BETA2 = 0.99;
const EPSILON = 1e-8;
/** Gradients with a larger global norm are scaled down to it. */
const LARGEST_NORM = 1;

/** What a resumed run needs: both moments and the number of steps taken. */
export interface AdamState {
	readonly steps: number;
	readonly first: Weights;
	readonly second: Weights;
}

// Compiled once per parameter tree. Rates and bias corrections are inputs, not constants.
const update = jit(
	(params: Params, gradient: Params, first: Params, second: Params, rate: Device, bias1: Device, bias2: Device) => {
		const shrink = np.maximum(globalNorm(tree.ref(gradient)).div(LARGEST_NORM), 1);
		const clipped = map((g) => g.div(shrink.ref), gradient);
		shrink.dispose();
		const m = map((a, g) => a.mul(BETA1).add(g.mul(1 - BETA1)), first, tree.ref(clipped));
		const v = map((b, g) => b.mul(BETA2).add(g.ref.mul(g).mul(1 - BETA2)), second, clipped);
		const moved = map(
			(w, a, b) =>
				w.sub(
					a
						.div(bias1.ref)
						.mul(rate.ref)
						.div(np.sqrt(b.div(bias2.ref)).add(EPSILON)),
				),
			params,
			tree.ref(m),
			tree.ref(v),
		);
		return { params: moved, first: m, second: v };
	},
);

/** Adam (Kingma and Ba 2015) with clipping by global norm; owns the two moments. */
export class Adam {
	#first: Params;
	#second: Params;
	#steps: number;

	private constructor(first: Params, second: Params, steps: number) {
		this.#first = first;
		this.#second = second;
		this.#steps = steps;
	}

	/** Goes on from a saved state, or starts with zero moments for parameters like `weights`. */
	static from(state: AdamState | undefined, weights: Weights): Adam {
		const { first, second, steps } = state ?? { first: zerosLike(weights), second: zerosLike(weights), steps: 0 };
		return new Adam(toDevice(first), toDevice(second), steps);
	}

	/** Consumes parameters and gradient; returns the new parameters. */
	step(params: Params, gradient: Params, rate: number): Params {
		this.#steps++;
		const bias1 = scalar(1 - BETA1 ** this.#steps);
		const bias2 = scalar(1 - BETA2 ** this.#steps);
		const next = update(params, gradient, this.#first, this.#second, scalar(rate), bias1, bias2);
		this.#first = next.first;
		this.#second = next.second;
		return next.params;
	}

	async state(): Promise<AdamState> {
		return { steps: this.#steps, first: await toWeights(this.#first), second: await toWeights(this.#second) };
	}
}

/** Consumes the record. */
function globalNorm(record: Params): Device {
	const squares = Object.values(record).map((x) => x.ref.mul(x).sum());
	return np.sqrt(squares.reduce((a, b) => a.add(b)));
}

/** Applies f tensor by tensor to records with the same names. */
function map(f: (...xs: [Device, Device, Device]) => Device, ...records: readonly Params[]): Params {
	const names = Object.keys(records[0] as Params);
	return Object.fromEntries(
		names.map((name) => [name, f(...(records.map((r) => r[name]) as [Device, Device, Device]))]),
	);
}
