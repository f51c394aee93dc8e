import type { Policy } from "./policy.ts";
import type { Residual } from "./residual.ts";

/** A pass needs the whole interval below the threshold, and one narrow enough to mean something. */
export function passes(statistic: Residual | string, policy: Policy): boolean {
	if (typeof statistic === "string") return false;
	const [low, high] = statistic.interval;
	return high <= policy.verdict.leak && high - low <= policy.verdict.widestInterval;
}
