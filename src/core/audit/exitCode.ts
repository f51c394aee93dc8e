import type { Policy } from "./policy.ts";
import type { AuditResult } from "./result.ts";
import { gravity } from "./severity.ts";

/** The command line's answer in one number: 1 when a forget document has a leak at or above the policy's level, else 0. */
export function exitCode(result: Pick<AuditResult, "documents">, policy: Policy): 0 | 1 {
	const leaks = result.documents.some(
		({ severity }) => severity !== "none" && gravity(severity) <= gravity(policy.failOn),
	);
	return leaks ? 1 : 0;
}
