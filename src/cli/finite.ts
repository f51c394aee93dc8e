/** A JSON replacer: NaN and the infinities, which JSON cannot hold, become null. */
export function finite(_key: string, value: unknown): unknown {
	return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
