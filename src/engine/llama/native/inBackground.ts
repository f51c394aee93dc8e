import type { KoffiFunc } from "koffi";

/** A native function as koffi binds it. */
export type Native<F extends (...args: never[]) => unknown> = KoffiFunc<F>;

/**
 * Runs a native call on koffi's worker thread; the JS thread stays free. Arrays handed over must live on explicit
 * ArrayBuffers and must not be touched until the promise settles.
 */
export function inBackground<A extends unknown[], R>(
	native: ((...args: A) => R) & { async: unknown },
	...args: A
): Promise<R> {
	return new Promise((resolve, reject) => {
		const settle = (error: unknown, value: R) => (error ? reject(error) : resolve(value));
		(native.async as (...args: unknown[]) => void)(...args, settle);
	});
}
