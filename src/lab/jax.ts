// The only module that touches jax-js: it prepares Node, starts the WASM back end and
// re-exports what the lab uses. Nothing else imports "@jax-js/jax", so that a change of
// the library (it is at 0.1) stays here.
//
// OWNERSHIP. Every jax-js operation consumes its operands; `x.ref` hands out one more
// reference. The lab's rule: functions consume their arguments and say so, callers add `.ref`.
import type * as Jax from "@jax-js/jax";

// jax-js is written for browsers. The globals below must exist *before* it is evaluated,
// hence the dynamic import: a static one would be hoisted above them. Node 24 has both;
// Node 22 lacks Float16Array, without which the library's table of types cannot be built.
// An empty class suffices, because the lab never creates half-precision arrays.
const globals = globalThis as { Float16Array?: unknown; navigator?: unknown };
globals.Float16Array ??= class {};
globals.navigator ??= { userAgent: "node" };

const jax: typeof Jax = await import("@jax-js/jax");
await jax.init("wasm");
jax.defaultDevice("wasm");

export const { numpy: np, nn, grad, jit, tree, valueAndGrad } = jax;

/** An array on the device, or its stand-in while a function is being traced. */
export type Device = Jax.Array;

/** A flat record of device arrays, keyed by GGUF tensor name. */
export type Params = Record<string, Device>;

/** Copies an array to the host. Consumes it. */
export async function toHost(x: Device): Promise<Float32Array> {
	return Float32Array.from((await x.data()) as ArrayLike<number>);
}

/** Copies a scalar to the host. Consumes it. */
export async function toNumber(x: Device): Promise<number> {
	return (await toHost(x))[0] as number;
}

export function fromHost(data: Float32Array | Int32Array, shape: readonly number[]): Device {
	const dtype = data instanceof Int32Array ? np.int32 : np.float32;
	return np.array(data as Float32Array<ArrayBuffer>, { dtype }).reshape([...shape]);
}

/** A scalar that stays an input of compiled functions: a bare number would be baked in. */
export function scalar(value: number): Device {
	return np.array(value);
}
