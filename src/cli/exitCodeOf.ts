import type { ProblemCode } from "../core/audit/problem.ts";

/** Architecture, section 6: 0 clean, 1 leaks, 2 usage or input, 3 engine failure, 130 cancelled. */
const CODES = {
	input: 2,
	store: 2,
	busy: 2,
	untrusted: 2,
	engine: 3,
	cancelled: 130,
} as const satisfies Readonly<Record<ProblemCode, number>>;

/** The exit code a problem ends the process with. */
export function exitCodeOf(code: ProblemCode): number {
	return CODES[code];
}
