import type { Policy } from "./policy.ts";
import type { AuditResult } from "./result.ts";
import { gravity } from "./severity.ts";

/**
 * The command line's answer in one number: 1 when a forget document has a leak at or above the policy's level, or when the
 * policy wants the claim supported and the audit does not support it; else 0.
 */
export function exitCode(
	result: Pick<AuditResult, "documents"> & { readonly verdict: Pick<AuditResult["verdict"], "supported"> },
	policy: Policy,
): 0 | 1 {
	const leaks = result.documents.some(
		({ severity }) => severity !== "none" && gravity(severity) <= gravity(policy.failOn),
	);
	return leaks || (policy.mustSupport && !result.verdict.supported) ? 1 : 0;
}
