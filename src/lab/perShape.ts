import type { BatchShape } from "./llama.ts";

/** Builds a compiled program once for every batch shape it is asked for. */
export function perShape<T>(build: (shape: BatchShape) => T): (shape: BatchShape) => T {
	const built = new Map<string, T>();
	return (shape) => {
		const key = `${shape.rows}x${shape.columns}`;
		const known = built.get(key);
		if (known !== undefined) return known;
		const fresh = build(shape);
		built.set(key, fresh);
		return fresh;
	};
}
