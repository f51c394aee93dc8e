import type { AuditResult } from "../audit/result.ts";

/** One line that says how an audit ended, e.g. "14 of 14 documents leak - INEFFECTIVE". */
export function headline(result: AuditResult): string {
	const { documents, leaked } = result.summary;
	const leaking = leaked.error + leaked.warning + leaked.info;
	const found = leaking === 0 ? "No leak found in" : `${leaking} of`;
	const noun = documents === 1 ? "document" : "documents";
	const verb = leaking === 0 ? "" : leaking === 1 && documents === 1 ? " leaks" : " leak";
	return `${found} ${documents} ${noun}${verb} - ${result.verdict.label}`;
}
