import { Problem } from "../../core/audit/problem.ts";
import type { EngineRefusal } from "../../protocol/engine.ts";

/** Rebuilds the expected failure that crossed the border as data. */
export function orThrow<T>(result: T | EngineRefusal): T {
	if (typeof result !== "object" || result === null || !("refused" in result)) return result as T;
	const { code, message, remedy } = result.refused;
	throw new Problem(code, message, remedy);
}
