import { Problem } from "../core/audit/problem.ts";

/** What an audit that was stopped ends with. */
export function cancelled(): Problem {
	return new Problem(
		"cancelled",
		"The audit was cancelled.",
		"What was measured is kept: run the same command again to finish it.",
	);
}

/** Throws that when the signal has been given. */
export function throwIfCancelled(signal: AbortSignal): void {
	if (signal.aborted) throw cancelled();
}
