import type { AuditResult } from "../audit/result.ts";
import { familyReason, familyState } from "./familyState.ts";
import { counted } from "./formatNumber.ts";
import { sentence } from "./sentence.ts";

/** Why a family was not run, once per reason: neither paper nor a terminal has titles to point at. */
export function reasonsNotRun(
	family: string,
	members: Parameters<typeof familyState>[1],
	{ documents, notes }: Pick<AuditResult, "documents" | "notes">,
): readonly string[] {
	const counts = new Map<string, number>();
	for (const document of documents) {
		if (familyState(document, members, notes) !== "not-run") continue;
		const reason = sentence(familyReason(document, members, notes) ?? "");
		counts.set(reason, (counts.get(reason) ?? 0) + 1);
	}
	return [...counts].map(([reason, count]) => `${family}, not run on ${counted(count, "document")}: ${reason}`);
}
